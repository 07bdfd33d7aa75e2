import { Inject, Injectable } from '@nestjs/common';
import { dayOfInstant, formatDay, type Day } from '#domain';
import { ledgerStream } from '#ledger-stream';
import { API_DEPENDENCIES, type ApiDependencies } from '../api-dependencies.js';

/**
 * Today, as a reader of a ledger means it: the date in Shanghai, or the ledger's day where days only pass when they are
 * posted.
 */
@Injectable()
export class LedgerToday {
  constructor(@Inject(API_DEPENDENCIES) private readonly door: ApiDependencies) {}

  async of(ledger: string): Promise<Day> {
    const wall = dayOfInstant(this.door.clock().toISOString());
    const { opened, clock } = await this.head(ledger);
    if (opened && clock === 'wall') return wall;
    // Another process may have opened it, or let days pass.
    await this.door.sequencer.refresh(ledgerStream(ledger));
    const newest = await this.head(ledger);
    return newest.opened && newest.clock === 'driven' ? newest.day : wall;
  }

  async dateOf(ledger: string): Promise<string> {
    return formatDay(await this.of(ledger));
  }

  private head(ledger: string) {
    return this.door.sequencer.read(ledgerStream(ledger), ({ head }) => head);
  }
}
