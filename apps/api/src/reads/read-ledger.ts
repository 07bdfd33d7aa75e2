import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Query, QueryBus, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { endOfDay, formatDay, parseDay } from '#domain';
import { ledgerStream } from '#ledger-stream';
import type { Identity } from '#platform';
import {
  cursorView,
  LedgerViews,
  RevisionNotYet,
  RevisionWaiter,
  UnknownLedger,
  type LedgerView,
} from '#read-models';
import type { Pool } from 'pg';
import type { ApiRequest } from '../access/api-request.js';
import { API_DEPENDENCIES, apiLimits, type ApiDependencies } from '../api-dependencies.js';
import { HttpProblem } from '../problems/http-problem.js';
import { ledgerOf } from '../validation/ledger-id.js';
import { QueryReader } from '../validation/query.js';
import { LedgerToday } from './ledger-today.js';
import { ReadScope } from './read-scope.js';

/** Where on the two clocks a reader wants to stand. */
export interface AskedClocks {
  readonly asOf?: string | undefined;
  readonly knownAt?: string | undefined;
  readonly atRevision?: bigint | undefined;
  /** Wait until it can be read. */
  readonly minRevision?: bigint | undefined;
}

/** Milliseconds after which an entry that was stamped is in the log, whichever process writes it. */
const SETTLED_MS = 250;

/** What a query reads through. */
export interface Reading {
  readonly pool: Pool;
  readonly view: LedgerView;
  readonly scope: ReadScope;
}

/** One question to the read side: the one seam through which controllers ask. */
export class ReadLedger<Answer> extends Query<Answer> {
  constructor(
    readonly ledger: string,
    readonly identity: Identity,
    readonly clocks: AskedClocks,
    readonly read: (reading: Reading) => Answer | Promise<Answer>,
  ) {
    super();
  }
}

@QueryHandler(ReadLedger)
export class ReadLedgerHandler implements IQueryHandler<ReadLedger<unknown>> {
  private readonly views: LedgerViews;
  private readonly waiter: RevisionWaiter;

  constructor(
    @Inject(API_DEPENDENCIES) private readonly door: ApiDependencies,
    private readonly today: LedgerToday,
  ) {
    this.views = new LedgerViews(door.readModels);
    this.waiter = new RevisionWaiter(this.views);
  }

  async execute({ ledger, identity, clocks, read }: ReadLedger<unknown>): Promise<unknown> {
    const { minRevision, knownAt } = clocks;
    if (knownAt !== undefined) this.assertOver(knownAt);
    if (minRevision !== undefined) await this.reach(ledger, minRevision);
    const today = await this.today.of(ledger);
    const view = await this.open(ledger, { ...clocks, asOf: clocks.asOf ?? formatDay(today) });
    const { registry } = view.catalog.registered(view.catalog.revision);
    const scope = ReadScope.in(ledger, identity, registry, today);
    // Subtrees and lists that are cut end with what the reader sees: a unit that ended had others below it than its heirs.
    const seen = scope.seesAll ? view : view.seenBy((unit) => scope.sees(unit));
    return read({ pool: this.door.readModels, view: seen, scope });
  }

  /** A revision that is in the log and not yet in the tables is waited for; beyond the log there is none. */
  private async open(ledger: string, clocks: AskedClocks & { asOf: string }): Promise<LedgerView> {
    const { asOf, knownAt, atRevision } = clocks;
    if (knownAt !== undefined) await this.reachRecorded(ledger, knownAt);
    const at = {
      asOf,
      ...(knownAt === undefined ? {} : { knownAt }),
      ...(atRevision === undefined ? {} : { atRevision }),
    };
    try {
      return await this.views.open(ledger, at);
    } catch (error) {
      if (error instanceof UnknownLedger && (await this.headOf(ledger)) !== 'no-stream') {
        // It was opened a moment ago, and is not in the tables yet.
        await this.wait(ledger, 0n);
        return this.views.open(ledger, at);
      }
      if (!(error instanceof RevisionNotYet)) throw error;
      const { revision } = await this.door.sequencer.head(ledgerStream(ledger));
      if (revision === 'no-stream' || revision < error.asked) throw error;
      await this.wait(ledger, error.asked);
      return this.views.open(ledger, at);
    }
  }

  /** What is recorded by an instant to come may still change. @throws {HttpProblem} `not-yet` */
  private assertOver(knownAt: string): void {
    const day = parseDay(knownAt);
    const now = this.door.clock();
    if (Date.parse(day === undefined ? knownAt : endOfDay(day)) <= now.getTime()) return;
    throw new HttpProblem('not-yet', { knownAt, now: now.toISOString() });
  }

  /**
   * Waits until the tables have every entry recorded by an instant, or the same question would be answered otherwise a
   * moment later. Which entries there are the log says, not how far the tables are: where the tables have a later entry
   * they have them all, because `recordedAt` never decreases; otherwise the log is read to its end behind the rounds that
   * are under way, and entries of later rounds are recorded later than now.
   */
  private async reachRecorded(ledger: string, knownAt: string): Promise<void> {
    const day = parseDay(knownAt);
    const instant = Date.parse(day === undefined ? knownAt : endOfDay(day));
    if (Date.parse((await this.views.head(ledger)).recordedAt) > instant) return;
    // Another process may have stamped a round and not yet written it.
    const age = this.door.clock().getTime() - instant;
    if (age >= 0 && age < SETTLED_MS) await delay(SETTLED_MS - age);
    const stream = ledgerStream(ledger);
    await this.door.sequencer.refresh(stream);
    const { revision } = await this.door.sequencer.head(stream);
    if (revision !== 'no-stream') await this.wait(ledger, revision);
  }

  /** Nobody waits for a revision that is not in the log. @throws {RevisionNotYet} */
  private async reach(ledger: string, asked: bigint): Promise<void> {
    const isThere = (head: bigint | 'no-stream'): boolean => head !== 'no-stream' && asked <= head;
    const known = await this.headOf(ledger);
    if (!isThere(known)) {
      await this.door.sequencer.refresh(ledgerStream(ledger));
      const newest = await this.headOf(ledger);
      if (newest === 'no-stream') return;
      if (!isThere(newest)) throw new RevisionNotYet(ledger, asked, newest);
    }
    await this.wait(ledger, asked);
  }

  private async headOf(ledger: string): Promise<bigint | 'no-stream'> {
    return (await this.door.sequencer.head(ledgerStream(ledger))).revision;
  }

  private wait(ledger: string, revision: bigint): Promise<void> {
    return this.waiter.waitFor(ledger, revision, apiLimits(this.door).minRevisionWaitMs);
  }
}

/** From a request to a view: what every route that reads has in common. */
@Injectable()
export class LedgerReader {
  constructor(private readonly queries: QueryBus) {}

  /**
   * Reads the parameters with `parse`, which names all it knows, and then the ledger.
   * @throws {HttpProblem} a parameter is wrong or unknown, or the reader may not see what is asked
   */
  ask<Asked, Answer>(
    request: ApiRequest,
    parse: (query: QueryReader) => Asked,
    read: (reading: Reading, asked: Asked) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const query = new QueryReader(request.query);
    const asked = parse(query);
    const clocks = withCursor(clocksOf(query), request.query['cursor']);
    query.done();
    return this.queries.execute(
      new ReadLedger(ledgerOf(request), request.identity, clocks, (reading) =>
        read(reading, asked),
      ),
    );
  }
}

/** The pages of a list are of one day and one revision: those of the first, which the cursor states. */
const withCursor = (clocks: AskedClocks, cursor: unknown): AskedClocks => {
  if (typeof cursor !== 'string') return clocks;
  const { asOf, revision } = cursorView(cursor);
  const { knownAt, atRevision = knownAt === undefined ? revision : undefined } = clocks;
  return { ...clocks, asOf: clocks.asOf ?? asOf, knownAt, atRevision };
};

const clocksOf = (query: QueryReader): AskedClocks => {
  const asOf = query.date('asOf');
  const knownAt = query.instant('knownAt');
  const atRevision = query.revision('atRevision');
  if (knownAt !== undefined && atRevision !== undefined) query.wrong('knownAt', 'one-clock');
  return { asOf, knownAt, atRevision, minRevision: query.revision('minRevision') };
};
