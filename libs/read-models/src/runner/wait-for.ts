import { setTimeout as delay } from 'node:timers/promises';
import { ReadModelBehind, ReadModelNotReady, UnknownLedger } from '../queries/errors.js';
import type { LedgerViews } from '../queries/ledger-views.js';
import { isOutage } from './outage.js';

/** Milliseconds between two looks at the tables, which another process may be filling. */
const LOOK = 15;

/** Lets a reader see what it has written: waits until the tables have a revision. */
export class RevisionWaiter {
  constructor(
    private readonly views: LedgerViews,
    private readonly lookMs = LOOK,
  ) {}

  /**
   * @param timeoutMs milliseconds
   * @throws {ReadModelBehind}
   */
  async waitFor(ledger: string, revision: bigint, timeoutMs: number): Promise<void> {
    const end = performance.now() + timeoutMs;
    for (;;) {
      const head = await this.headOf(ledger);
      if (head !== undefined && head >= revision) return;
      if (performance.now() >= end) throw new ReadModelBehind(ledger, revision, head);
      await delay(Math.min(this.lookMs, Math.max(0, end - performance.now())));
    }
  }

  /** A ledger that was just opened is not in the tables yet; new tables may be under way, or the database. */
  private async headOf(ledger: string): Promise<bigint | undefined> {
    try {
      return (await this.views.head(ledger)).revision;
    } catch (error) {
      if (error instanceof UnknownLedger || error instanceof ReadModelNotReady) return undefined;
      if (isOutage(error)) return undefined;
      throw error;
    }
  }
}
