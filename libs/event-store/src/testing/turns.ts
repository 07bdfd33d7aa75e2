import { setImmediate as turn } from 'node:timers/promises';

/** Runs something that counts what it does, and tells how much at most it did between two turns of the event loop. */
export const mostInTurn = async (run: (count: () => void) => Promise<unknown>): Promise<number> => {
  let inTurn = 0;
  let most = 0;
  let over = false;
  const counting = (async () => {
    while (!over) {
      await turn();
      inTurn = 0;
    }
  })();
  try {
    await run(() => {
      inTurn += 1;
      most = Math.max(most, inTurn);
    });
  } finally {
    over = true;
    await counting;
  }
  return most;
};
