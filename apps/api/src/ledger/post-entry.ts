import { Inject, Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { inSlices, turn } from '#event-store';
import type { ApiRequest } from '../access/api-request.js';
import { isLong } from '../answers/long-answers.js';
import { API_DEPENDENCIES, type ApiDependencies } from '../api-dependencies.js';
import { AnswersFor } from '../disclosure/answers-for.js';
import { HttpProblem } from '../problems/http-problem.js';
import { dryRunOf } from '../validation/query.js';
import type { EntryRoute } from './entry-routes.js';
import { ExecuteLedgerCommand } from './execute-ledger-command.js';
import { posted, type Posted } from './posted.js';
import { actorOf, commandSteps, madeSurely, submitted } from './submission.js';

/** From a request to an entry: what every route that posts has in common. */
@Injectable()
export class PostEntry {
  constructor(
    private readonly commands: CommandBus,
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
    private readonly answers: AnswersFor,
  ) {}

  /**
   * @throws {HttpProblem} the request is malformed
   * @throws {Refused} the rules say no
   */
  async post(
    ledger: string,
    route: EntryRoute,
    request: ApiRequest,
  ): Promise<{ readonly status: 200 | 201; readonly body: Posted }> {
    const entryId = idempotencyKey(request);
    const accepted = route.accept(request.body);
    const actor = actorOf(request.identity, ledger);
    const poster = { entryId, actor, traceparent: request.span?.traceparent };
    const dryRun = dryRunOf(request.query);
    // Each step with a long body takes some hundredths of a second: others are let in between.
    const isLarge = isLong(request.body);
    if (isLarge) await turn();
    const command = await madeSurely(this.door.sequencer, ledger, (state, onUnknown) =>
      inSlices(commandSteps(accepted, { ...poster, onUnknown }, state)),
    );
    if (isLarge) await turn();
    const submission = submitted(ledger, command, poster);
    if (isLarge) await turn();
    const outcome = await this.commands.execute(
      new ExecuteLedgerCommand(ledger, submission, { dryRun }),
    );
    if (outcome.kind === 'refused') {
      const { refusal } = outcome;
      throw await this.answers.one(ledger, request.identity, { refusal, submission });
    }
    const status = dryRun || outcome.repeated ? 200 : 201;
    const { balances, ...body } = await posted(ledger, outcome, dryRun);
    if (balances === undefined) return { status, body };
    const own = await this.answers.ownBalances(ledger, request.identity, balances);
    return { status, body: { ...body, balances: own } };
  }
}

/** @throws {HttpProblem} `idempotency-key-missing` */
export const idempotencyKey = ({ headers }: ApiRequest): string => {
  const key = headers['idempotency-key'];
  if (typeof key !== 'string' || key === '') throw new HttpProblem('idempotency-key-missing');
  return key;
};
