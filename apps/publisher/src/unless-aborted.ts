/** Waits for work no longer than until `signal` aborts; what the work does after that is nobody's business. */
export const unlessAborted = async (work: Promise<void>, signal: AbortSignal): Promise<void> => {
  let stop: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    stop = resolve;
  });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
    work.catch(() => undefined);
  }
};
