/** Where a verb writes: its answer to `out`, everything else to `err`. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether `err` is read by a person as it comes: progress is shown there only then. */
  readonly isWatched: boolean;
}

export const processTerminal = (): Terminal => {
  // A reader that has seen enough (`| head`) ends the pipe; that is no failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    isWatched: process.stderr.isTTY,
  };
};
