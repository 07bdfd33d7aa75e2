import { Intake, type Answered } from './intake.js';
import type { Answers, AnswerWriter } from './answer-writer.js';
import type { IncomingMessage, OutgoingMessage } from './messages/incoming.js';
import { envelope, incoming } from './testing/messages.js';
import { ScriptedDoor } from './testing/scripted-door.js';

/** What was written, and a fault to come. */
class Answerer implements AnswerWriter {
  readonly replies: OutgoingMessage[] = [];
  readonly parked: OutgoingMessage[] = [];
  fails = false;

  async write(_partition: number, { replies, parked }: Answers): Promise<void> {
    if (this.fails) throw new Error('the broker is away');
    this.replies.push(...replies);
    this.parked.push(...parked);
  }

  async close(): Promise<void> {}

  /** Ids with what became of them. */
  get told(): string[] {
    return this.replies.map(({ value }) => {
      const { subject, type, data } = JSON.parse(String(value));
      const again = data.recorded?.repeated === true ? ' again' : '';
      return `${subject} ${type.split('.')[2]}${again}`;
    });
  }
}

let door: ScriptedDoor;
let writer: Answerer;
let answered: Answered[];
let outages: unknown[];
let poisons: unknown[];
let intake: Intake;
beforeEach(() => {
  door = new ScriptedDoor();
  writer = new Answerer();
  answered = [];
  outages = [];
  poisons = [];
  intake = new Intake({
    ...{ door, bytesMax: 10_000, clock: () => new Date(3_000) },
    onAnswered: (one) => answered.push(one),
    onPoison: ({ reason }, place) => poisons.push({ reason, ...place }),
    onOutage: (error) => outages.push(error),
    retryMs: { first: 1, last: 2 },
  });
});

const command = (id: string, others: Partial<IncomingMessage> = {}): IncomingMessage =>
  incoming(envelope({ id }), others);
const receive = (messages: IncomingMessage[], signal = new AbortController().signal) =>
  intake.receive({ partition: 4, messages }, writer, signal);

describe('the intake', () => {
  it('answers each command under its key, and tells the figures', async () => {
    door.refuses.add('b');
    expect(await receive([command('a'), command('b'), command('a')])).toBe(3);
    expect(writer.told).toEqual(['a recorded', 'b refused', 'a recorded again']);
    expect(door.calls).toEqual([['a', 'b', 'a']]);
    expect(String(writer.replies[0]?.key)).toBe('330402');
    expect(answered).toEqual([{ recorded: 1, repeated: 1, refused: 1, poison: 0, lagMs: 2_000 }]);
  });

  it('asks for each command as its own message says, under its own token', async () => {
    const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
    const other = { type: 'muledger.command.days.v1', subject: '440000', data: { date: 'd' } };
    await receive([
      command('a', as('county')),
      incoming(envelope({ id: 'b', ...other }), as('operator')),
      command('c', { headers: {} }),
    ]);
    const body = { unit: '330402' };
    const own = { ledger: '330000', kind: 'reservations', body };
    expect(door.asked).toEqual([
      { ...own, entryId: 'a', authorization: 'Bearer county' },
      {
        entryId: 'b',
        authorization: 'Bearer operator',
        ledger: '440000',
        kind: 'days',
        body: { date: 'd' },
      },
      { ...own, entryId: 'c', authorization: undefined },
    ]);
  });

  it('says in a reply what was asked and what became of it', async () => {
    door.refuses.add('b');
    await receive([command('a'), command('b')]);
    const [recorded, refused] = writer.replies.map(({ value }) => JSON.parse(String(value)));
    expect(recorded).toMatchObject({
      ...{ specversion: '1.0', source: '/intake', subject: 'a' },
      data: {
        command: { id: 'a', source: '/approvals', type: 'muledger.command.reservations.v1' },
        ...{ ledger: '330000', entryId: 'a' },
        recorded: { revision: '0', lots: [], repeated: false },
      },
    });
    expect(refused.data.refused).toMatchObject({
      zh: { code: 'insufficient-balance', status: 409 },
      en: { code: 'insufficient-balance', detail: 'too little' },
    });
    expect(writer.replies[0]?.headers).toMatchObject({ 'correlation-id': 'a' });
  });

  it('parks what was refused, byte for byte and without its token', async () => {
    door.refuses.add('b');
    const headers = { Authorization: 'Bearer secret', 'x-trace': Buffer.from('t-1') };
    const message = command('b', { headers });
    await receive([message]);
    expect(writer.parked).toEqual([
      {
        ...{ key: message.key, value: message.value },
        headers: {
          'x-trace': Buffer.from('t-1'),
          'muledger-reason': 'insufficient-balance',
          'muledger-detail': 'too little',
          'muledger-place': 'muledger.commands.v1/4/7',
          'muledger-parked-at': '1970-01-01T00:00:03.000Z',
        },
      },
    ]);
  });

  it('parks poison without a reply and goes on', async () => {
    expect(await receive([command('a'), incoming('{'), command('c')])).toBe(3);
    expect(writer.told).toEqual(['a recorded', 'c recorded']);
    expect(writer.parked.map(({ headers }) => headers['muledger-reason'])).toEqual(['no-json']);
    expect(answered[0]).toMatchObject({ recorded: 2, poison: 1 });
    expect(poisons).toEqual([{ reason: 'no-json', partition: 4, offset: '7' }]);
  });

  it('tells nothing of what stands behind a command that cannot be decided, and asks it again', async () => {
    door.away.add('b');
    // It would be accepted once b is there: a refusal told now would be one of our outage.
    door.refuses.add('c');
    door.onPost = () => {
      if (door.calls.length < 3) return;
      door.away.clear();
      door.refuses.clear();
    };
    const messages = [command('a'), command('b'), command('c'), command('d')];
    expect(await receive(messages)).toBe(4);
    expect(writer.told).toEqual(['a recorded', 'b recorded', 'c recorded', 'd recorded again']);
    expect(writer.parked).toEqual([]);
    expect(door.calls).toEqual([
      ['a', 'b', 'c', 'd'],
      ['b', 'c', 'd'],
      ['b', 'c', 'd'],
    ]);
    expect(outages).toHaveLength(2);
  });

  it('is done with what it answered when it is stopped in an outage', async () => {
    door.away.add('b');
    const stopping = new AbortController();
    door.onPost = () => {
      if (door.calls.length === 3) stopping.abort();
    };
    expect(await receive([command('a'), command('b')], stopping.signal)).toBe(1);
    expect(writer.told).toEqual(['a recorded']);
  });

  it('has handled nothing when its answers could not be written, and finds the entries the next time', async () => {
    writer.fails = true;
    await expect(receive([command('a'), command('b')])).rejects.toThrow('the broker is away');
    expect(answered).toEqual([]);
    writer.fails = false;
    expect(await receive([command('a'), command('b')])).toBe(2);
    expect(writer.told).toEqual(['a recorded again', 'b recorded again']);
    expect(door.recorded).toEqual(['a', 'b']);
  });

  it('leaves facts out of a reply that no topic would take', async () => {
    const problem = { type: '/p', title: 't', status: 400, code: 'malformed-body' };
    const long = { ...problem, fields: ['x'.repeat(70_000)] };
    door.post = async () => [{ kind: 'refused', problem: { zh: long, en: problem } }];
    await receive([command('a')]);
    const { data } = JSON.parse(String(writer.replies[0]?.value));
    expect(data.refused).toEqual({ zh: problem, en: problem });
  });
});
