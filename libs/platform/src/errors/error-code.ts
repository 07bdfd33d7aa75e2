/** Whether a system error has this code (`ENOENT`, …). Not by `instanceof`: it may come from another realm. */
export const hasErrorCode = (error: unknown, code: string): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;
