import { setTimeout as pause } from 'node:timers/promises';
import { LogDamaged } from '#event-store';
import { startStandIn, type LogCopy, type StandIn } from '#testing/eventstoredb';
import {
  makeTestCertificate,
  type TestCertificate,
} from '../../../libs/event-store/src/testing/eventstoredb/test-certificate.js';
import { CAMPAIGN_MS_MAX, campaignLength } from '../crash/length.js';
import { Random } from '../crash/random.js';
import { keyOf, storeAt, STREAM, ToyProcess } from './toy-process.js';

/** What people and failovers do to a server that real ones were seen to do. */
const FAULTS = [
  ...(['slow-consumer', 'truncated-tail', 'rights-lost', 'older-copy'] as const),
  ...(['password-refused', 'smaller-limit', 'certificate-replaced'] as const),
] as const;
type Fault = (typeof FAULTS)[number];

const CALLERS = 8;
const CREDENTIALS = { username: 'muledger', password: 'one' };
const AWAY_MS = 300;
const LIMIT = 4_000;
const SAME_MS_MAX = 20_000;

const { rounds, seed, commandsMax, say } = campaignLength('EVENTSTOREDB', {
  ...{ rounds: FAULTS.length, seed: 20_261_129, commandsMax: 8 },
});

describe(`an EventStoreDB that misbehaves under load, seed ${seed}`, () => {
  let standIn: StandIn;
  let certificate: TestCertificate;
  const processes: ToyProcess[] = [];
  beforeAll(async () => {
    certificate = await makeTestCertificate();
    standIn = await startStandIn({ certificate, credentials: CREDENTIALS });
    processes.push(new ToyProcess(storeAt(standIn.url)), new ToyProcess(storeAt(standIn.url)));
  });
  afterAll(async () => {
    for (const one of processes) await one.close();
    await standIn.stop();
    await certificate.remove();
  });

  /** Revision of each key that the log holds. */
  const inLog = (): ReadonlyMap<string, number> => {
    const visible = standIn.log.visible(STREAM);
    if (visible === undefined || visible === 'deleted') return new Map();
    const keys = visible.map(({ data, revision }) => {
      const { key } = JSON.parse(Buffer.from(data).toString()) as { readonly key: string };
      return [key, Number(revision)] as const;
    });
    expect(new Set(keys.map(([key]) => key)).size).toBe(keys.length);
    return new Map(keys);
  };

  /** Nobody is connected while another log takes the place of this one. */
  const replaceLog = (work: () => void): void => {
    standIn.interrupt();
    work();
    standIn.restore();
  };

  const strike = async (fault: Fault, older: LogCopy, random: Random): Promise<void> => {
    const { rules, log } = standIn;
    if (fault === 'truncated-tail') replaceLog(() => log.truncateTail(1 + random.below(20)));
    if (fault === 'older-copy') replaceLog(() => log.putBack(older));
    if (fault === 'slow-consumer') rules.liveEventsMax = 1;
    if (fault === 'smaller-limit') rules.appendBytesMax = LIMIT;
    if (fault === 'rights-lost')
      rules.denied = [random.of(['read $all', 'read streams', 'append'] as const)];
    if (fault === 'password-refused') rules.credentials = { ...CREDENTIALS, password: 'another' };
    if (fault === 'certificate-replaced') await standIn.present(certificate);
    await pause(AWAY_MS);
    delete rules.liveEventsMax;
    delete rules.appendBytesMax;
    rules.denied = [];
    rules.credentials = CREDENTIALS;
  };

  it(
    `loses nothing but what the server lost, in ${rounds} rounds`,
    async () => {
      for (let round = 0; round < rounds; round += 1) {
        const random = new Random(seed, round);
        const fault = FAULTS[round % FAULTS.length] ?? 'slow-consumer';
        const answered: { readonly key: string; readonly revision: number }[] = [];
        let older = standIn.log.copy();
        const calling = Array.from({ length: CALLERS }, async (_, caller) => {
          for (let n = 0; n < commandsMax; n += 1) {
            const name = `${round}-${caller}-${n}`;
            const revision = await processes[caller % processes.length]?.post(name);
            answered.push({ key: keyOf(name), revision: revision ?? -1 });
          }
        });
        const copyAt = random.below(CALLERS * 2);
        while (answered.length < copyAt) await pause(1);
        older = standIn.log.copy();
        while (answered.length < copyAt + CALLERS) await pause(1);
        const known = answered.length;
        await strike(fault, older, random);
        await Promise.all(calling);

        const log = inLog();
        const gone = answered.filter(({ key, revision }) => log.get(key) !== revision);
        const mayLose = fault === 'truncated-tail' || fault === 'older-copy';
        // Answers on their way when the log was replaced are the callers' last ones.
        const late = gone.filter((one) => !mayLose || answered.indexOf(one) >= known + CALLERS);
        expect({ round, fault, late }).toEqual({ round, fault, late: [] });
        for (const one of processes) {
          const [own, stored] = await one.states();
          expect({ round, fault, own }).toEqual({ round, fault, own: stored });
          await expectReadModel(one);
        }
        if (gone.length > 0) expect(processes.some(({ losses }) => losses.length > 0)).toBe(true);
        say(`round ${round}, ${fault}: ${answered.length} acknowledged, ${gone.length} gone`);
      }
    },
    CAMPAIGN_MS_MAX,
  );

  it('stops for a tombstone on the ledger, and appends nothing behind it', async () => {
    standIn.log.tombstone(STREAM);
    const records = standIn.log.records.filter(({ stream }) => stream === STREAM).length;
    for (const one of processes) {
      await expect(one.post('late')).rejects.toThrow(LogDamaged);
      await until(() => one.stopped !== undefined);
      expect(one.stopped).toBeInstanceOf(LogDamaged);
    }
    const after = standIn.log.records.filter(({ stream }) => stream === STREAM).length;
    expect(after).toBe(records);
  });

  const expectReadModel = async (one: ToyProcess): Promise<void> => {
    const ids = (): string[] =>
      standIn.log.records.filter(({ stream }) => stream === STREAM).map(({ id }) => id);
    await until(() => one.stopped !== undefined || one.readModel.length >= ids().length);
    expect(one.stopped).toBeUndefined();
    expect(one.readModel).toEqual(ids());
  };
});

const until = async (is: () => boolean): Promise<void> => {
  for (let waited = 0; !is() && waited < SAME_MS_MAX; waited += 20) await pause(20);
};
