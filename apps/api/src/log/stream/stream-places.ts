import { HttpProblem } from '../../problems/http-problem.js';

export interface PlaceLimits {
  readonly readersMax: number;
  readonly perTokenMax: number;
}

/** How many streams are open, in all and by token: one reader that opens many must not keep out the others. */
export class StreamPlaces {
  private taken = 0;
  private readonly byToken = new Map<string, number>();

  constructor(private readonly limits: PlaceLimits) {}

  get size(): number {
    return this.taken;
  }

  /**
   * Takes a place; the function that is returned gives it back and may be called more than once.
   * @throws {HttpProblem} `overloaded`, or `too-many-requests` when this token has all its places
   */
  take(token: string): () => void {
    const own = this.byToken.get(token) ?? 0;
    if (own >= this.limits.perTokenMax) throw new HttpProblem('too-many-requests');
    if (this.taken >= this.limits.readersMax) throw new HttpProblem('overloaded');
    this.taken += 1;
    this.byToken.set(token, own + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.taken -= 1;
      const left = (this.byToken.get(token) ?? 1) - 1;
      if (left === 0) this.byToken.delete(token);
      else this.byToken.set(token, left);
    };
  }
}
