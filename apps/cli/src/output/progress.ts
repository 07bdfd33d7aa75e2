import type { Terminal } from '../terminal.js';

const WIDTH = 30;
const EVERY_MS = 100;

/** A line on stderr that tells how far a long work is; nothing when nobody watches. */
export interface Progress {
  /** `done` of `total`; a total of 0 is not known. */
  at(done: number, total: number): void;
  end(): void;
}

export const progressOn = (
  terminal: Terminal,
  title: string,
  now: () => number = () => performance.now(),
): Progress => {
  if (!terminal.isWatched) return { at: () => undefined, end: () => undefined };
  let shownAt = -Infinity;
  return {
    at: (done, total) => {
      const time = now();
      if (time - shownAt < EVERY_MS && done !== total) return;
      shownAt = time;
      terminal.err(`\r\x1b[K${title} ${total > 0 ? bar(done, total) : done}`);
    },
    end: () => terminal.err('\r\x1b[K'),
  };
};

const bar = (done: number, total: number): string => {
  const share = Math.min(done / total, 1);
  const full = Math.round(share * WIDTH);
  return `[${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}] ${Math.floor(share * 100)} % ${done}/${total}`;
};
