import { MemoryEventStore } from '#event-store/memory';
import { asked, World } from '#domain/testing';
import type { Refusal } from '#domain';
import { submissionOf } from './ledger-model.js';
import { RefusalRecorder, refusalStream } from './refusal-recorder.js';

const refusal: Refusal = { code: 'insufficient-balance', facts: { held: '1', asked: '2' } };
const submission = (entryId: string) =>
  submissionOf('330000', asked(new World(), 'LapseQuota', { entryId, unit: '330402', draws: [] }));

const bodies = async (store: MemoryEventStore): Promise<Record<string, unknown>[]> => {
  const found: Record<string, unknown>[] = [];
  for await (const { body } of store.readStream(refusalStream('330000'), 0n, 'forwards')) {
    found.push(JSON.parse(body) as Record<string, unknown>);
  }
  return found;
};

describe('refusals as evidence', () => {
  const clock = { now: new Date('2017-06-30T01:00:00.000Z') };
  const recorderOn = (store: MemoryEventStore) =>
    new RefusalRecorder({ store, clock: () => clock.now });

  it('keeps who was refused what, against which revision', async () => {
    const store = new MemoryEventStore();
    const recorder = recorderOn(store);
    recorder.record('330000', submission('x-1'), refusal, 41n);
    await recorder.close();
    expect(await bodies(store)).toEqual([
      {
        entryId: 'x-1',
        commandDigest: submission('x-1').digest,
        kind: 'LapseQuota',
        actorId: 'p-1',
        code: 'insufficient-balance',
        facts: { held: '1', asked: '2' },
        ledgerRevision: '41',
        refusedAt: '2017-06-30T01:00:00.000Z',
      },
    ]);
  });

  it.each([
    ['leaves missing rights to the access log', 'not-permitted'],
    ['writes nothing about a suspended ledger', 'posting-suspended'],
  ] as const)('%s', async (_what, code) => {
    const store = new MemoryEventStore();
    const recorder = recorderOn(store);
    recorder.record('330000', submission('x-1'), { code, facts: {} }, 1n);
    await recorder.close();
    expect(await bodies(store)).toEqual([]);
  });

  it('keeps fifty a second and counts the others', async () => {
    const store = new MemoryEventStore();
    const recorder = recorderOn(store);
    for (let i = 0; i < 80; i += 1) recorder.record('330000', submission(`x-${i}`), refusal, 1n);
    clock.now = new Date(clock.now.getTime() + 1_000);
    recorder.record('330000', submission('later'), refusal, 1n);
    await recorder.close();
    const kept = await bodies(store);
    expect(kept).toHaveLength(51);
    expect(kept.at(-1)).toMatchObject({ entryId: 'later', leftOutBefore: 30 });
  });

  it('H-04 keeps two hundred of one caller in an hour, and goes on keeping those of others', async () => {
    const store = new MemoryEventStore();
    const recorder = recorderOn(store);
    const of = (id: string, entryId: string) => {
      const actor = { id, role: 'province', unit: '330000' } as const;
      const data = { entryId, actor, unit: '330402', draws: [] };
      return submissionOf('330000', asked(new World(), 'LapseQuota', data));
    };
    const startedAt = clock.now.getTime();
    for (let i = 0; i < 300; i += 1) {
      clock.now = new Date(startedAt + i * 100);
      recorder.record('330000', of('busy', `x-${i}`), refusal, 1n);
      await recorder.close();
    }
    recorder.record('330000', of('other', 'y'), refusal, 1n);
    clock.now = new Date(startedAt + 3_600_000);
    recorder.record('330000', of('busy', 'z'), refusal, 1n);
    await recorder.close();
    const kept = (await bodies(store)).map(({ actorId }) => actorId);
    expect(kept.filter((actor) => actor === 'busy')).toHaveLength(201);
    expect(kept.filter((actor) => actor === 'other')).toHaveLength(1);
  });

  it('H-08 lets no more wait than a megabyte, however few they are', async () => {
    const store = new MemoryEventStore();
    const recorder = recorderOn(store);
    const long: Refusal = { code: 'insufficient-balance', facts: { held: '9'.repeat(300_000) } };
    clock.now = new Date(clock.now.getTime() + 1_000);
    for (let i = 0; i < 5; i += 1) recorder.record('330000', submission(`l-${i}`), long, 1n);
    await recorder.close();
    recorder.record('330000', submission('after'), refusal, 1n);
    await recorder.close();
    const kept = await bodies(store);
    expect(kept.map(({ entryId }) => entryId)).toEqual(['l-0', 'l-1', 'l-2', 'after']);
    expect(kept.at(-1)).toMatchObject({ leftOutBefore: 2 });
  });

  it('goes on where another process has written', async () => {
    const store = new MemoryEventStore();
    const [one, two] = [recorderOn(store), recorderOn(store)];
    for (const recorder of [one, two, one]) {
      recorder.record('330000', submission('x'), refusal, 1n);
      await recorder.close();
    }
    expect(await bodies(store)).toHaveLength(3);
  });

  it('loses them without a word to the caller when the log is away, and says so', async () => {
    const lost: number[] = [];
    const recorder = new RefusalRecorder({
      store: { append: () => Promise.reject(new Error('away')) },
      clock: () => clock.now,
      onLost: (_error, count) => lost.push(count),
    });
    recorder.record('330000', submission('x'), refusal, undefined);
    await recorder.close();
    expect(lost).toEqual([1]);
  });
});
