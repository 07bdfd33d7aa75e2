import { Controller, Inject, Post, Req, Res } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { LedgerCommand, LedgerEvent, Refusal } from '#domain';
import type { BatchOutcome, Submission } from '#event-store';
import { negotiateLanguage, type Identity } from '#platform';
import type { ApiReply, ApiRequest } from '../../access/api-request.js';
import { Asks } from '../../access/asks.js';
import { API_DEPENDENCIES, apiLimits, type ApiDependencies } from '../../api-dependencies.js';
import { AnswersFor, type RefusedCommand } from '../../disclosure/answers-for.js';
import { DescribedBatch } from '../../openapi/described.js';
import { HttpProblem } from '../../problems/http-problem.js';
import { ledgerOf } from '../../validation/ledger-id.js';
import { dryRunOf } from '../../validation/query.js';
import { ExecuteLedgerBatch } from '../execute-ledger-command.js';
import { idempotencyKey } from '../post-entry.js';
import { Refused } from '../refused.js';
import { actorOf, madeSurely, type MakeWith } from '../submission.js';
import { checkBatch, isObject, type BatchBody } from './batch-body.js';
import { lineKey, readLines, type Line } from './batch-lines.js';
import { judge } from './batch-results.js';

@Controller('v1/ledgers/:ledger/batches')
export class BatchesController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
    private readonly answers: AnswersFor,
  ) {}

  @Post()
  @Asks('post')
  @DescribedBatch()
  async post(@Req() request: ApiRequest, @Res() reply: ApiReply): Promise<void> {
    const ledger = ledgerOf(request);
    const key = batchKey(request);
    const batch = checkBatch(request.body, apiLimits(this.door).batchLinesMax);
    checkLineKeys(key, batch);
    const { atomic } = batch.head;
    const dryRun = dryRunOf(request.query);
    const actor = actorOf(request.identity, ledger);

    const traceparent = request.span?.traceparent;
    const make = <Made>(making: MakeWith<Made>): Promise<Made> =>
      madeSurely(this.door.sequencer, ledger, making);
    const lines = await readLines(batch, { ledger, key, actor, traceparent, make });
    const outcome = await this.execute(ledger, lines, { dryRun, atomic });
    const language = negotiateLanguage(request.headers['accept-language']);
    const refused = await this.answers.all(ledger, refusedOf(lines, outcome, request.identity));
    const judged = await judge({ ledger, lines, outcome, refused, language });
    const { recorded, results, balances, failed, refusedWith } = judged;
    if (atomic && failed > 0 && !dryRun)
      throw new HttpProblem('batch-refused', { lines: lines.length, failed, results }, refusedWith);
    reply.code(200).send({
      ledger,
      atomic,
      recorded,
      lines: lines.length,
      failed,
      ...(dryRun ? { dryRun } : {}),
      results,
      balances: await this.answers.ownBalances(ledger, request.identity, balances),
    });
  }

  /** An atomic batch with a line that never got to the rules is only tried, so that the other lines have their results. */
  private execute(
    ledger: string,
    lines: readonly Line[],
    { dryRun, atomic }: { readonly dryRun: boolean; readonly atomic: boolean },
  ): Promise<BatchOutcome<LedgerEvent, Refusal>> {
    const submissions = lines.flatMap(({ made }): Submission<LedgerCommand>[] =>
      made instanceof Error ? [] : [made],
    );
    const isBroken = atomic && submissions.length < lines.length;
    return this.commands.execute(
      new ExecuteLedgerBatch(ledger, submissions, { dryRun: dryRun || isBroken, atomic }),
    );
  }
}

/**
 * The key of a batch has the form of the ids that are made of it, also where every line brings an id of its own.
 * @throws {Refused} `entry-id-malformed`
 */
const batchKey = (request: ApiRequest): string => {
  const key = idempotencyKey(request);
  if (!/^[A-Za-z0-9._:-]{1,64}$/.test(key))
    throw new Refused('entry-id-malformed', { entryId: key });
  return key;
};

/**
 * Lines without an id get one of the key and their number. Where the longest would be too long the key is, which is said
 * of the key: line by line nobody would see that all of them lack the same thing.
 * @throws {Refused} `entry-id-malformed`
 */
const checkLineKeys = (key: string, { entries }: BatchBody): void => {
  const last = entries.findLastIndex((one) => isObject(one) && one['entryId'] === undefined);
  if (last < 0 || lineKey(key, last).length <= ENTRY_ID_MAX) return;
  const keyLengthMax = ENTRY_ID_MAX - lineKey('', last).length;
  throw new Refused('entry-id-malformed', { entryId: key, keyLengthMax });
};
const ENTRY_ID_MAX = 64;

const refusedOf = (
  lines: readonly Line[],
  outcome: BatchOutcome<LedgerEvent, Refusal>,
  identity: Identity,
): (RefusedCommand & { readonly identity: Identity })[] => {
  const submissions = lines.flatMap(({ made }) => (made instanceof Error ? [] : [made]));
  return outcome.lines.flatMap((line, i) => {
    const submission = submissions[i];
    if (line.kind !== 'refused' || submission === undefined) return [];
    return [{ refusal: line.refusal, submission, identity }];
  });
};
