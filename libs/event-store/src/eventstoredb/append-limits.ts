import type { AppendLimits } from '../event-store.js';

/** Bytes that a server takes in one append unless it is set to less. */
const DEFAULT_BYTES = 1024 * 1024;
const EVENTS_MAX = 1_000;
/** Bytes that a server counts of an event beside its body and metadata, at most: its type and our mark. */
const BESIDE = 128;

/**
 * What one append may hold when a server takes so many bytes. A quarter is left for what it counts beside bodies and
 * metadata, so that whatever it refused is over these limits too and is cut smaller.
 */
export const limitsWithin = (told: number): AppendLimits => {
  const eventsMax = Math.min(EVENTS_MAX, Math.max(1, Math.floor(told / 4 / BESIDE)));
  return { eventsMax, bytesMax: Math.max(0, told - eventsMax * BESIDE) };
};

export const DEFAULT_LIMITS = limitsWithin(DEFAULT_BYTES);
