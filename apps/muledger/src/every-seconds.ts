/** Whether it was asked for the first time, or the last yes is so long ago. */
export const everySeconds = (seconds: number): (() => boolean) => {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last < seconds * 1_000) return false;
    last = now;
    return true;
  };
};
