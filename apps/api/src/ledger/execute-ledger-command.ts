import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  dayOfInstant,
  formatDay,
  type LedgerCommand,
  type LedgerEvent,
  type Refusal,
} from '#domain';
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
    const { sequencer, clock } = this.door;
    const stream = ledgerStream(ledger);
    const dated = withToday(submission, clock());
    if (mode.dryRun) return sequencer.dryRun(stream, dated);
    return this.submit(ledger, dated);
  }

  /** What the rules refused is kept as evidence, after it was answered. */
  private async submit(
    ledger: string,
    submission: Submission<LedgerCommand>,
  ): Promise<Outcome<LedgerEvent, Refusal>> {
    const { sequencer, refusals } = this.door;
    const stream = ledgerStream(ledger);
    const outcome = await sequencer.submit(stream, submission);
    if (outcome.kind === 'refused' && refusals !== undefined) {
      const { revision } = await sequencer.head(stream);
      refusals.record(ledger, submission, outcome.refusal, numbered(revision));
    }
    return outcome;
  }
}

/** A day is judged by the calendar of this process. It is no part of the command, and was not digested with it. */
const withToday = (submission: Submission<LedgerCommand>, now: Date): Submission<LedgerCommand> => {
  const { command } = submission;
  if (command.kind !== 'AdvanceDay') return submission;
  const today = formatDay(dayOfInstant(now.toISOString()));
  return { ...submission, command: { ...command, data: { ...command.data, today } } };
};

const numbered = (revision: bigint | 'no-stream'): bigint | undefined =>
  revision === 'no-stream' ? undefined : revision;

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

  async execute({ ledger, submissions: asked, mode: { dryRun, atomic } }: ExecuteLedgerBatch) {
    const { sequencer, refusals, clock } = this.door;
    const submissions = asked.map((one) => withToday(one, clock()));
    const stream = ledgerStream(ledger);
    if (dryRun) return sequencer.dryRunBatch(stream, submissions, { atomic });
    const outcome = await sequencer.submitBatch(stream, submissions, { atomic });
    const { revision } = await sequencer.head(stream);
    outcome.lines.forEach((line, i) => {
      const submission = submissions[i];
      if (line.kind !== 'refused' || submission === undefined) return;
      refusals?.record(ledger, submission, line.refusal, numbered(revision));
    });
    return outcome;
  }
}
