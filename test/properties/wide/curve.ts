import { least, NOTHING, plus, type Amounts } from './amounts.js';

/** The lines of one account, and what they come to on any day. */
export class Curve {
  private readonly byDay = new Map<string, Amounts>();
  private points: { readonly day: string; readonly balance: Amounts }[] | undefined;

  add(day: string, amounts: Amounts): void {
    this.byDay.set(day, plus(this.byDay.get(day) ?? NOTHING, amounts));
    this.points = undefined;
  }

  /** Days on which it moved with what it held at their ends, ascending. */
  balances(): readonly { readonly day: string; readonly balance: Amounts }[] {
    if (this.points !== undefined) return this.points;
    let balance = NOTHING;
    this.points = [...this.byDay]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, amounts]) => ({ day, balance: (balance = plus(balance, amounts)) }));
    return this.points;
  }

  on(day: string): Amounts {
    return this.balances().findLast((point) => point.day <= day)?.balance ?? NOTHING;
  }

  now(): Amounts {
    return this.balances().at(-1)?.balance ?? NOTHING;
  }

  /** The least of each component at the end of a day or any later one. */
  leastFrom(day: string): Amounts {
    return this.balances()
      .filter((point) => point.day > day)
      .reduce((low, { balance }) => least(low, balance), this.on(day));
  }
}
