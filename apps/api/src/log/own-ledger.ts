import { Inject, Injectable } from '@nestjs/common';
import { ledgerStream } from '#ledger-stream';
import type { Identity } from '#platform';
import { API_DEPENDENCIES, type ApiDependencies } from '../api-dependencies.js';
import { HttpProblem } from '../problems/http-problem.js';
import { LedgerToday } from '../reads/ledger-today.js';
import { ReadScope } from '../reads/read-scope.js';

/** What a reader of the log itself may see, by the units as the folded state knows them. */
@Injectable()
export class OwnLedger {
  constructor(
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
    private readonly today: LedgerToday,
  ) {}

  /** @throws {HttpProblem} `ledger-unknown`, or `forbidden`: the reader's unit is none of this ledger */
  async scopeOf(identity: Identity, ledger: string): Promise<ReadScope> {
    // Once for a whole log or stream: units may have been registered by another process.
    await this.door.sequencer.refresh(ledgerStream(ledger));
    const today = await this.today.of(ledger);
    return this.door.sequencer.read(ledgerStream(ledger), ({ head, units }) => {
      if (!head.opened) throw new HttpProblem('ledger-unknown', { ledger });
      return ReadScope.in(ledger, identity, units, today);
    });
  }
}
