/**
 * Every type of protocol error that an error names, in itself, its causes and its parts. The client's classes cannot be
 * imported by name from an ES module, and what failed is wrapped once for each try.
 */
export const errorTypesOf = (error: unknown): ReadonlySet<string> => {
  const types = new Set<string>();
  collect(error, types, DEPTH_MAX);
  return types;
};
const DEPTH_MAX = 10;

const collect = (error: unknown, types: Set<string>, depth: number): void => {
  if (typeof error !== 'object' || error === null || depth === 0) return;
  if ('type' in error && typeof error.type === 'string') types.add(error.type);
  if ('cause' in error) collect(error.cause, types, depth - 1);
  if ('errors' in error && Array.isArray(error.errors))
    for (const one of error.errors) collect(one, types, depth - 1);
};
