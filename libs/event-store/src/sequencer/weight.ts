/** Bytes of a value beside its text: its place in an object or list, and its own head. */
const PER_VALUE = 32;

/**
 * About the bytes that a command takes in memory: enough to bound what waits, and cheaper than writing it as text. Of
 * objects only their own members count; the depth is that of a body that was read.
 */
export const weightOf = (value: unknown): number => {
  if (typeof value === 'string') return PER_VALUE + 2 * value.length;
  if (typeof value !== 'object' || value === null) return PER_VALUE;
  let bytes = PER_VALUE;
  if (Array.isArray(value)) for (const one of value) bytes += weightOf(one);
  else for (const [name, one] of Object.entries(value)) bytes += 2 * name.length + weightOf(one);
  return bytes;
};
