import { ledgerModel, ledgerStream } from '#ledger-stream';
import type { LedgerEvent } from '#domain';
import { allocatedLedger, type World } from '#domain/testing';
import { Sequencer } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import type { LedgerSequencer } from '../day-job/day-job.js';

export const LEDGER = '330000';
export const STREAM = ledgerStream(LEDGER);

/**
 * Ledgers that every log under test holds besides the one that the test is about, which comes after them: twelve,
 * with the same units, lots and entry ids. What is done to another ledger then
 * shows.
 */
export const BESIDE: readonly string[] = Array.from({ length: 12 }, (_, n) => `${51 + n}0000`);
/** Driven by hand, and no day has passed in them: nothing is to be done there. */
const QUIET = allocatedLedger().events.filter(({ type }) => type !== 'DayAdvanced');
const STAMP = { recordedAt: '2030-01-01T00:00:00.000Z' };

/** The entries of a world as a log in memory, and a sequencer on it. */
export const logOf = async (world: World, batchMax = 1_000) => {
  const store = new MemoryEventStore({
    limits: { eventsMax: 10_000, bytesMax: 64 * 1024 * 1024 },
    batchMax,
  });
  for (const ledger of BESIDE) {
    const stamp = { ...STAMP, commandDigest: ledger.padEnd(64, '0') };
    const quiet = QUIET.map((event) => ledgerModel.encode(event, stamp));
    await store.append(ledgerStream(ledger), quiet, 'no-stream');
  }
  const stamp = { ...STAMP, commandDigest: 'd'.repeat(64) };
  const events = world.events.map((event) => ledgerModel.encode(event, stamp));
  await store.append(STREAM, events, 'no-stream');
  return { store, sequencer: sequencerOn(store) };
};

export const sequencerOn = (store: MemoryEventStore): LedgerSequencer =>
  new Sequencer({ store, model: ledgerModel, clock: () => new Date('2030-01-02T00:00:00Z') });

/** Every entry of the ledger from a revision on. */
export const entriesOf = async (store: MemoryEventStore, from = 0): Promise<LedgerEvent[]> => {
  const events: LedgerEvent[] = [];
  for await (const recorded of store.readStream(STREAM, BigInt(from), 'forwards'))
    events.push(ledgerModel.decode(recorded));
  return events;
};

/** Ledgers beside it that have other entries than they were given. */
export const touchedBeside = async (store: MemoryEventStore): Promise<string[]> => {
  const touched: string[] = [];
  for (const ledger of BESIDE) {
    let entries = 0;
    for await (const _ of store.readStream(ledgerStream(ledger), 0n, 'forwards')) entries += 1;
    if (entries > 0 && entries !== QUIET.length) touched.push(ledger);
  }
  return touched;
};

/** A log that remembers what was said to it. */
export const listeningLog = () => {
  const said: { level: string; facts: object; message: string }[] = [];
  const at = (level: string) => (facts: object, message: string) => {
    said.push({ level, facts, message });
  };
  return { said, info: at('info'), warn: at('warn'), error: at('error') };
};
