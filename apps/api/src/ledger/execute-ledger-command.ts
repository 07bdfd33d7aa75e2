import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { LedgerCommand, LedgerEvent, Refusal } from '#domain';
import type { BatchOutcome, Outcome, Submission } from '#event-store';
import { ledgerStream } from '#ledger-stream';
import { API_DEPENDENCIES, type ApiDependencies } from '../api-dependencies.js';

export interface Mode {
  /** Decide and record nothing. */
  readonly dryRun: boolean;
}

export class ExecuteLedgerCommand extends Command<Outcome<LedgerEvent, Refusal>> {
  constructor(
    readonly ledger: string,
    readonly submission: Submission<LedgerCommand>,
    readonly mode: Mode,
  ) {
    super();
  }
}

@CommandHandler(ExecuteLedgerCommand)
export class ExecuteLedgerCommandHandler implements ICommandHandler<ExecuteLedgerCommand> {
  constructor(@Inject(API_DEPENDENCIES) private readonly door: ApiDependencies) {}

  execute({ ledger, submission, mode }: ExecuteLedgerCommand) {
    const { sequencer } = this.door;
    const stream = ledgerStream(ledger);
    return mode.dryRun
      ? sequencer.dryRun(stream, submission)
      : sequencer.submit(stream, submission);
  }
}

export class ExecuteLedgerBatch extends Command<BatchOutcome<LedgerEvent, Refusal>> {
  constructor(
    readonly ledger: string,
    readonly submissions: readonly Submission<LedgerCommand>[],
    readonly mode: Mode & { readonly atomic: boolean },
  ) {
    super();
  }
}

@CommandHandler(ExecuteLedgerBatch)
export class ExecuteLedgerBatchHandler implements ICommandHandler<ExecuteLedgerBatch> {
  constructor(@Inject(API_DEPENDENCIES) private readonly door: ApiDependencies) {}

  execute({ ledger, submissions, mode: { dryRun, atomic } }: ExecuteLedgerBatch) {
    const { sequencer } = this.door;
    const stream = ledgerStream(ledger);
    return dryRun
      ? sequencer.dryRunBatch(stream, submissions)
      : sequencer.submitBatch(stream, submissions, { atomic });
  }
}
