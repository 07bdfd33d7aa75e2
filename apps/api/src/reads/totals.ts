import type { Component } from '#domain';
import { amountCells } from './amount-cells.js';

export const TOTAL = '合计';

interface Sum {
  readonly head: readonly string[];
  readonly component: Component;
  readonly amounts: bigint[];
}

/** 合计 below a table: a row for each indicator and component, which are never added up with each other. */
export class Totals {
  private readonly sums = new Map<string, Sum>();

  /** @param head cells that the row of the total begins with; rows with the same head are added up */
  add(head: readonly string[], component: Component, amounts: readonly bigint[]): void {
    const key = JSON.stringify(head);
    const sum = this.sums.get(key);
    if (sum === undefined) this.sums.set(key, { head, component, amounts: [...amounts] });
    else amounts.forEach((amount, i) => (sum.amounts[i] = (sum.amounts[i] ?? 0n) + amount));
  }

  rows(): string[][] {
    return [...this.sums.values()].map(({ head, component, amounts }) => [
      ...head,
      ...amounts.flatMap((amount) => [...amountCells(component, [amount], 0)]),
    ]);
  }
}
