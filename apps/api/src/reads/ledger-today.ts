import { Inject, Injectable } from '@nestjs/common';
import { dayOfInstant, formatDay, type Day } from '#domain';
import { ledgerStream } from '#ledger-stream';
import { API_DEPENDENCIES, type ApiDependencies } from '../api-dependencies.js';

/** Milliseconds for which a driven ledger's day is believed when another process may have advanced it. */
const BELIEVED_MS = 1_000;

/**
 * Today, as a reader of a ledger means it: the date in Shanghai, or the ledger's day where days only pass when they are
 * posted.
 */
@Injectable()
export class LedgerToday {
  private readonly refreshedAt = new Map<string, number>();

  constructor(@Inject(API_DEPENDENCIES) private readonly door: ApiDependencies) {}

  async of(ledger: string): Promise<Day> {
    const wall = dayOfInstant(this.door.clock().toISOString());
    const { opened, clock, day } = await this.head(ledger);
    if (!opened || clock === 'wall') return wall;
    await this.refresh(ledger);
    return (await this.head(ledger)).day ?? day;
  }

  async dateOf(ledger: string): Promise<string> {
    return formatDay(await this.of(ledger));
  }

  private head(ledger: string) {
    return this.door.sequencer.read(ledgerStream(ledger), ({ head }) => head);
  }

  private async refresh(ledger: string): Promise<void> {
    const now = this.door.clock().getTime();
    if (now - (this.refreshedAt.get(ledger) ?? 0) < BELIEVED_MS) return;
    this.refreshedAt.set(ledger, now);
    await this.door.sequencer.refresh(ledgerStream(ledger));
  }
}
