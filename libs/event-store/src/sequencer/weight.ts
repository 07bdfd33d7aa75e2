import type { Submission } from '../stream-model.js';

/** Bytes of a value beside its text: its place in an object or list, and its own head. */
const PER_VALUE = 32;

/** What a decoded command takes in memory beside its text, and how much more than the text. */
const COMMAND_BYTES = 500;
const EXPANSION = 4;

/** About the bytes that commands take in memory while they wait. */
export const weightOf = (...submissions: readonly Submission<unknown>[]): number => {
  let bytes = 0;
  for (const { command, length } of submissions)
    bytes += length === undefined ? weightOfValue(command) : COMMAND_BYTES + EXPANSION * length;
  return bytes;
};

/**
 * About the bytes that a command takes in memory: enough to bound what waits, and cheaper than writing it as text. Of
 * objects only their own members count; the depth is that of a body that was read.
 */
const weightOfValue = (value: unknown): number => {
  if (typeof value === 'string') return PER_VALUE + 2 * value.length;
  if (typeof value !== 'object' || value === null) return PER_VALUE;
  let bytes = PER_VALUE;
  if (Array.isArray(value)) for (const one of value) bytes += weightOfValue(one);
  else
    for (const [name, one] of Object.entries(value)) bytes += 2 * name.length + weightOfValue(one);
  return bytes;
};
