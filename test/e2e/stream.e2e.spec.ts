import { openDoor, type Door } from './door.js';
import { expectProblem } from './expect-problem.js';
import { annual, DOCUMENT, issueAndAllocate, LEDGER, openLedger, PROVINCE } from './story.js';

interface Message {
  readonly id: string;
  readonly event: string;
  readonly entry: { readonly entryId: string; readonly partly?: boolean };
}

/** A reader of server-sent events that hands out one after the other. */
const listen = async (door: Door, as: string, lastEventId?: string) => {
  const stop = new AbortController();
  const answer = await fetch(`${door.url}${LEDGER}/stream`, {
    signal: stop.signal,
    headers: {
      authorization: `Bearer ${await door.token(as)}`,
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  });
  const messages = messagesOf(answer);
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    next: async (): Promise<Message | undefined> => (await messages.next()).value,
    stop: () => stop.abort(),
  };
};

async function* messagesOf({ body }: Response): AsyncGenerator<Message, undefined> {
  let text = '';
  for await (const bytes of body ?? []) {
    text += Buffer.from(bytes).toString();
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const part = (name: string) =>
        lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? '';
      if (part('data') !== '')
        yield { id: part('id'), event: part('event'), entry: JSON.parse(part('data')) };
    }
  }
  return undefined;
}

describe('the stream of entries', () => {
  let door: Door;
  beforeAll(async () => {
    door = await openDoor();
    await openLedger(door);
    await issueAndAllocate(door);
  });
  afterAll(() => door.close());

  const allocate = (key: string, ...units: string[]) =>
    door.post(PROVINCE, `${LEDGER}/allocations`, key, {
      fromUnit: '330000',
      lot: 'i-2017.1',
      to: units.map((unit) => ({ unit, quantity: annual('10', '8', '6') })),
      effectiveOn: '2017-06-02',
      document: DOCUMENT,
    });

  it('tells each reader what it may see, as it happens', async () => {
    const county = await listen(door, 'county@330402');
    const auditor = await listen(door, 'auditor@330000');
    expect([county.status, county.type]).toEqual([200, 'text/event-stream; charset=utf-8']);
    await allocate('s-1', '330106');
    await allocate('s-2', '330402', '330106');
    expect(await auditor.next()).toMatchObject({ event: 'entry', entry: { entryId: 's-1' } });
    expect(await auditor.next()).toMatchObject({ entry: { entryId: 's-2' } });
    const own = await county.next();
    expect(own).toMatchObject({ event: 'entry', entry: { entryId: 's-2', partly: true } });
    county.stop();
    auditor.stop();
  });

  it('goes on after the entry a reader had last', async () => {
    const first = await listen(door, PROVINCE);
    await allocate('s-3', '330402');
    const last = await first.next();
    first.stop();
    await allocate('s-4', '330402');
    const again = await listen(door, PROVINCE, last?.id);
    expect(await again.next()).toMatchObject({ entry: { entryId: 's-4' } });
    again.stop();
  });

  it('H-17 is not gone on with after what the ledger does not hold, nor is the log', async () => {
    const whole = await door.ask(`${LEDGER}/events`, { as: PROVINCE });
    const { position } = JSON.parse(whole.text.trimEnd().split('\n').at(-1) ?? '') as {
      position: string;
    };
    const at = await door.ask(`${LEDGER}/events?after=${position}`, { as: PROVINCE });
    expect([at.status, at.text]).toEqual([200, '']);
    // Another ledger has this place in the log, or nobody has it yet.
    const beyond = String(BigInt(position) + 1n);
    const headers = { 'last-event-id': beyond };
    for (const answer of [
      await door.ask(`${LEDGER}/events?after=${beyond}`, { as: PROVINCE }),
      await door.ask(`${LEDGER}/events?after=9${'0'.repeat(18)}`, { as: PROVINCE }),
      await door.ask(`${LEDGER}/stream`, { as: PROVINCE, headers }),
    ]) {
      expectProblem(answer, 404, 'revision-not-yet');
      expect(answer.body).toMatchObject({ head: position });
    }
    for (const wrong of ['-1', 'abc', '1/2'])
      expectProblem(
        await door.ask(`${LEDGER}/events?after=${wrong}`, { as: PROVINCE }),
        400,
        'malformed-query',
      );
  });

  it.each(['operator', 'public'])('is not for %s', async (as) => {
    const reader = await listen(door, as);
    reader.stop();
    expect(reader.status).toBe(403);
  });

  it('ends when the server does', async () => {
    const other = await openDoor();
    await openLedger(other, '2017-01-02');
    const reader = await listen(other, PROVINCE);
    const ended = reader.next();
    await other.close();
    await expect(ended).resolves.toBeUndefined();
  });
});
