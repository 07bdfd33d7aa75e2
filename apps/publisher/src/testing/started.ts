import { setTimeout as pause } from 'node:timers/promises';
import { allocatedLedger } from '#domain/testing';
import type { Position } from '#event-store';
import { MemoryEventStore } from '#event-store/memory';
import { ledgerModel } from '#ledger-stream';
import { CheckpointMoved, type Checkpoint, type PublishedPlace } from '../checkpoint.js';
import { Publisher, type Published, type PublisherOptions } from '../publisher.js';
import { notesOf, readNotes, type WithheldLedgers } from '../withheld.js';
import type { MemoryTopic } from './memory-topic.js';

export const STAMP = { recordedAt: '2026-01-01T00:00:00.000Z', commandDigest: 'd'.repeat(64) };
export const MESSAGES_MAX = 3;

export const memoryCheckpoint = () => {
  const saved: (Position | null)[] = [];
  let withheld: WithheldLedgers = new Map();
  let kept: Pick<PublishedPlace, 'ground' | 'told' | 'ends'> = {};
  const checkpoint: Checkpoint = {
    load: async () => ({ ...kept, position: saved.at(-1) ?? null, withheld }),
    save: async (place, expected) => {
      if ((saved.at(-1) ?? null) !== expected) throw new CheckpointMoved('moved');
      saved.push(place.position);
      kept = { ground: place.ground, told: place.told, ends: place.ends };
      // As it is kept beside the place, in text.
      withheld = readNotes(notesOf(place.withheld));
    },
  };
  return { saved, checkpoint };
};

export const logged = async (ledger = '330000', store = new MemoryEventStore({ batchMax: 5 })) => {
  const stamp = { ...STAMP, commandDigest: ledger.padEnd(64, '0') };
  const events = allocatedLedger().events.map((event) => ledgerModel.encode(event, stamp));
  await store.append(`ledger-${ledger}`, events, 'no-stream');
  return { store, ids: events.map(({ id }) => id) };
};

/** A publisher that runs until it is stopped, or until it stops itself. */
export const started = (
  store: MemoryEventStore,
  topic: MemoryTopic,
  { saved, checkpoint } = memoryCheckpoint(),
  lead: PublisherOptions['lead'] = async () => ({
    lost: new AbortController().signal,
    release: () => undefined,
  }),
  more: Pick<PublisherOptions, 'losses' | 'onUnread'> = {},
) => {
  const stopping = new AbortController();
  const alarms: unknown[] = [];
  const outages: unknown[] = [];
  const published: Published[] = [];
  const standbys: string[] = [];
  const withheld: string[] = [];
  const publisher = new Publisher({
    ...{ store, checkpoint, lead, stoppedRetryMs: 20, ...more },
    onWithheld: (all) =>
      withheld.push(...all.map(({ stream, revision }) => `${stream}@${revision}`)),
    openWriter: topic.openWriter,
    onAlarm: (error) => alarms.push(error),
    onOutage: (error) => outages.push(error),
    onPublishing: () => undefined,
    onStandby: () => standbys.push(publisher.state),
    onPublished: (one) => published.push(one),
    retryMs: { first: 1, last: 2 },
    limits: { messagesMax: MESSAGES_MAX, bytesMax: 100_000 },
  });
  const running = publisher.run(stopping.signal);
  return {
    ...{ publisher, alarms, outages, published, standbys, saved, running, withheld },
    stop: () => {
      stopping.abort();
      return running;
    },
  };
};

/** Bounded: a publisher that loses a message must fail the test, not hang it. */
export const until = async (holds: () => boolean): Promise<void> => {
  for (let looks = 0; !holds(); looks += 1) {
    if (looks === 2_000) throw new Error(`never came about: ${holds}`);
    await pause(2);
  }
};
