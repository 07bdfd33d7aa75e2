import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { LedgerCommand, LedgerEvent, LedgerState, Refusal } from '#domain';
import { inSlices, LogDamaged, type LineOutcome, type Steps, type Submission } from '#event-store';
import type { Identity } from '#platform';
import { admit } from '../../access/admit.js';
import { API_DEPENDENCIES, type ApiDependencies } from '../../api-dependencies.js';
import { AnswersFor } from '../../disclosure/answers-for.js';
import { problemDocument, problemOf } from '../../problems/answer-problem.js';
import type { AcceptedBody } from '../entry-routes.js';
import { ExecuteLedgerBatch } from '../execute-ledger-command.js';
import { posted } from '../posted.js';
import { actorOf, madeSurely, submissionSteps } from '../submission.js';
import { acceptEntry } from './accept-entry.js';
import type { AskedEntry, AskedOutcome } from './asked-entry.js';

const UNAVAILABLE = 503;

/** What was asked, past the checks that need no ledger. */
interface Admitted {
  readonly asked: AskedEntry;
  readonly identity: Identity;
  readonly body: AcceptedBody;
}

/**
 * Posts what came by another way than HTTP, as the routes do: the same tokens, bodies, rules and problems. Entries of one
 * ledger are handed to the sequencer together and in their order; each stands for itself.
 */
@Injectable()
export class PostCommands {
  constructor(
    private readonly commands: CommandBus,
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
    private readonly answers: AnswersFor,
  ) {}

  /** An outcome for each, in their order. */
  async post(asked: readonly AskedEntry[]): Promise<AskedOutcome[]> {
    const outcomes = new Map<AskedEntry, AskedOutcome>();
    const byLedger = new Map<string, Admitted[]>();
    const admitted = await Promise.all(asked.map((one) => this.tried(() => this.admit(one))));
    admitted.forEach((one, i) => {
      const entry = asked[i];
      if (entry === undefined) return;
      if ('failed' in one) outcomes.set(entry, one.failed);
      else byLedger.set(entry.ledger, [...(byLedger.get(entry.ledger) ?? []), one.done]);
    });
    await Promise.all(
      [...byLedger].map(async ([ledger, entries]) => {
        for (const [entry, outcome] of await this.postTo(ledger, entries))
          outcomes.set(entry, outcome);
      }),
    );
    return asked.map((one) => outcomes.get(one) ?? this.failed(new Error('it has no outcome')));
  }

  /** @throws {TokenProblem | IssuerUnavailable | HttpProblem} */
  private async admit(asked: AskedEntry): Promise<Admitted> {
    const { authorization, ledger, kind, entryId } = asked;
    const from = { entryId, ledger, kind };
    const identity = await admit(this.door, { authorization, action: 'post', from });
    return { asked, identity, body: acceptEntry(asked) };
  }

  private async postTo(
    ledger: string,
    entries: readonly Admitted[],
  ): Promise<(readonly [AskedEntry, AskedOutcome])[]> {
    try {
      const made = await madeSurely(this.door.sequencer, ledger, (state, onUnknown) =>
        inSlices(this.commandsOf(ledger, entries, state, onUnknown)),
      );
      const submissions = made.flatMap((one) => ('failed' in one ? [] : [one.done]));
      const { lines } = await this.commands.execute(
        new ExecuteLedgerBatch(ledger, submissions, { dryRun: false, atomic: false }),
      );
      const decided = await this.decidedOf(ledger, entries, made, lines);
      return await Promise.all(
        entries.map(async ({ asked, identity }, i) => {
          const one = made[i];
          if (one !== undefined && 'failed' in one) return [asked, one.failed] as const;
          return [asked, await this.outcomeOf(ledger, identity, decided[i])] as const;
        }),
      );
    } catch (error) {
      // Of all of them alike: what was recorded all the same is found when it is asked again.
      return entries.map(({ asked }) => [asked, this.failed(error)]);
    }
  }

  /** What was decided of each entry that got so far, with refusals as its sender may know them. */
  private async decidedOf(
    ledger: string,
    entries: readonly Admitted[],
    made: readonly Tried<Submission<LedgerCommand>>[],
    lines: readonly LineOutcome<LedgerEvent, Refusal>[],
  ): Promise<readonly (DecidedLine | undefined)[]> {
    const left = lines[Symbol.iterator]();
    const decided = entries.map((entry, i) => {
      const one = made[i];
      if (one === undefined || 'failed' in one) return undefined;
      return { line: left.next().value, submission: one.done, identity: entry.identity };
    });
    const refused = decided.flatMap((one) => {
      if (one?.line?.kind !== 'refused') return [];
      const { submission, identity } = one;
      return [{ refusal: one.line.refusal, submission, identity }];
    });
    const answers = (await this.answers.all(ledger, refused))[Symbol.iterator]();
    return decided.map((one): DecidedLine | undefined => {
      if (one?.line?.kind !== 'refused') return one?.line;
      return { kind: 'failed', error: answers.next().value };
    });
  }

  private async outcomeOf(
    ledger: string,
    identity: Identity,
    line: DecidedLine | undefined,
  ): Promise<AskedOutcome> {
    if (line === undefined) return this.failed(new Error('a line has no outcome'));
    if (line.kind === 'failed') return this.failed(line.error);
    const { repeated } = line;
    const { balances, ...rest } = await posted(ledger, line, false);
    if (balances === undefined) return { kind: 'recorded', posted: rest, repeated };
    const own = await this.answers.ownBalances(ledger, identity, balances);
    return { kind: 'recorded', posted: { ...rest, balances: own }, repeated };
  }

  private failed(error: unknown): AskedOutcome {
    const problem = problemOf(error);
    const zh = problemDocument(problem, 'zh');
    // A damaged log is no fault of whoever asks, and no command may be answered off it.
    if (zh.status === UNAVAILABLE || error instanceof LogDamaged)
      return { kind: 'unavailable', error };
    if (problem.defect) this.door.logger.error({ err: error }, 'defect');
    return { kind: 'refused', problem: { zh, en: problemDocument(problem, 'en') } };
  }

  private async tried<Result>(work: () => Promise<Result>): Promise<Tried<Result>> {
    try {
      return { done: await work() };
    } catch (error) {
      return { failed: this.failed(error) };
    }
  }

  private *commandsOf(
    ledger: string,
    entries: readonly Admitted[],
    state: LedgerState,
    onUnknown: () => void,
  ): Steps<Tried<Submission<LedgerCommand>>[]> {
    const made: Tried<Submission<LedgerCommand>>[] = [];
    for (const { asked, identity, body } of entries) {
      const { entryId, traceparent } = asked;
      try {
        const poster = { entryId, actor: actorOf(identity, ledger), traceparent, onUnknown };
        made.push({ done: yield* submissionSteps(ledger, body, poster, state) });
      } catch (error) {
        made.push({ failed: this.failed(error) });
      }
      yield undefined;
    }
    return made;
  }
}

/** A line whose refusal, if it was refused, is an error already. */
type DecidedLine = Exclude<LineOutcome<LedgerEvent, Refusal>, { readonly kind: 'refused' }>;

type Tried<Result> = { readonly done: Result } | { readonly failed: AskedOutcome };
