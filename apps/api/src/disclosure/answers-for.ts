import { Inject, Injectable } from '@nestjs/common';
import type { LedgerCommand, LedgerEvent, LedgerState, Refusal } from '#domain';
import { Slice, type Submission } from '#event-store';
import { ledgerStream } from '#ledger-stream';
import type { Identity } from '#platform';
import { API_DEPENDENCIES, type ApiDependencies } from '../api-dependencies.js';
import { presentRefusal } from '../ledger/present-refusal.js';
import { Refused } from '../ledger/refused.js';
import { ReadScope } from '../reads/read-scope.js';
import { discloseFacts, entriesNamedIn, textsIn } from './refusal-facts.js';
import { entryNamed } from './target-entries.js';

/** One refusal and the command it answers. */
export interface RefusedCommand {
  readonly refusal: Refusal;
  readonly submission: Submission<LedgerCommand>;
}

/** Entries that are read for the refusals of one request at most; an entry that was not read is not told of. */
const ENTRIES_MAX = 200;

/** The one way out for what a command is answered, by whatever door it came: refusals, and the balances it left. */
@Injectable()
export class AnswersFor {
  constructor(@Inject(API_DEPENDENCIES) private readonly door: ApiDependencies) {}

  async one(ledger: string, identity: Identity, refused: RefusedCommand): Promise<Refused> {
    const [answer] = await this.all(ledger, [{ ...refused, identity }]);
    if (answer === undefined) throw new RangeError('one refusal has one answer');
    return answer;
  }

  /** An answer for each, in their order. */
  async all(
    ledger: string,
    refusals: readonly (RefusedCommand & { readonly identity: Identity })[],
  ): Promise<Refused[]> {
    if (refusals.length === 0) return [];
    const entries = await this.entriesOf(
      ledger,
      refusals.map(({ refusal }) => refusal),
    );
    const scopes = new Map<Identity, ReadScope | undefined>();
    const answers: Refused[] = [];
    const answerOf = (
      { refusal, submission, identity }: RefusedCommand & { readonly identity: Identity },
      state: LedgerState,
    ): Refused => {
      if (!scopes.has(identity)) scopes.set(identity, scopeIn(state, identity));
      const sent = textsIn(submission.command.data);
      const reader = { scope: scopes.get(identity), state, sent, entries };
      const facts = discloseFacts(refusal.facts, reader);
      return new Refused(refusal.code, presentRefusal({ ...refusal, facts }, state));
    };
    const slice = new Slice();
    const left = refusals.values();
    let one = left.next();
    while (one.done !== true) {
      await slice.next();
      await this.door.sequencer.read(ledgerStream(ledger), (state) => {
        do {
          if (one.value !== undefined) answers.push(answerOf(one.value, state));
          one = left.next();
        } while (one.done !== true && slice.takes());
      });
    }
    return answers;
  }

  /** Of the accounts that an entry has moved, those whose units its sender sees. */
  ownBalances<Balance extends { readonly unit: string }>(
    ledger: string,
    identity: Identity,
    balances: readonly Balance[],
  ): Promise<readonly Balance[]> {
    return this.door.sequencer.read(ledgerStream(ledger), (state) => {
      const scope = scopeIn(state, identity);
      return balances.filter(({ unit }) => scope?.sees(unit) === true);
    });
  }

  private async entriesOf(
    ledger: string,
    refusals: readonly Refusal[],
  ): Promise<Map<string, LedgerEvent>> {
    const named = new Set(refusals.flatMap(({ facts }) => entriesNamedIn(facts)));
    const entries = new Map<string, LedgerEvent>();
    for (const id of [...named].slice(0, ENTRIES_MAX)) {
      const entry = await entryNamed(this.door, ledger, id);
      if (entry !== undefined) entries.set(id, entry);
    }
    return entries;
  }
}

/** `undefined`: not one of the readers of this ledger, as the operator, who posts its days. */
const scopeIn = (state: LedgerState, identity: Identity): ReadScope | undefined => {
  try {
    // On the ledger's day, as the rights to post are.
    return ReadScope.of(identity, state.units, state.head.day);
  } catch {
    return undefined;
  }
};
