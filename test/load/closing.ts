/** Milliseconds that closing may take. */
const CLOSING_MAX = 60_000;

/**
 * Does the work, then closes what it used, whatever became of it. What the work threw is what is thrown: a
 * closing that fails as well, mostly for the same reason, is told and does not take its place. A closing
 * that hangs is given up, because a process in which nothing moves any more ends without a word.
 */
export const closingAfter = async <Result>(
  work: () => Promise<Result>,
  close: () => Promise<void>,
  { tell, closingMs = CLOSING_MAX }: { tell: (line: string) => void; closingMs?: number },
): Promise<Result> => {
  const [worked] = await Promise.allSettled([work()]);
  // At once: the closing may take the process with it.
  if (worked.status === 'rejected') tell(`failed: ${described(worked.reason)}`);
  const [closed] = await Promise.allSettled([within(closingMs, close())]);
  if (worked.status === 'rejected') {
    if (closed.status === 'rejected') tell(`closing failed too: ${described(closed.reason)}`);
    throw worked.reason;
  }
  if (closed.status === 'rejected') throw closed.reason;
  return worked.value;
};

const described = (error: unknown): string =>
  error instanceof Error
    ? `${error.stack ?? String(error)}${error.cause === undefined ? '' : `\ncaused by ${described(error.cause)}`}`
    : String(error);

const within = async (ms: number, closing: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing was closed within ${ms} ms`)), ms);
  });
  try {
    await Promise.race([closing, late]);
  } finally {
    clearTimeout(timer);
  }
};
