import fc from 'fast-check';
import { history, type Step } from './history.js';
import { Office } from './office.js';
import type { Rules } from './rules.js';

export interface PropertyRun {
  readonly seed: number;
  readonly runs: number;
}

/** What must hold of every history, by name. Each throws where it does not. */
export const properties = {
  'the ledger agrees with the book on every step and overdraws nothing on any day': (
    rules: Rules,
    run: PropertyRun,
  ) => check(rules, run, async () => {}),

  'every account holds what the lines of the book add up to, on every day, and all of it is nothing':
    (rules: Rules, run: PropertyRun) =>
      check(rules, run, async (office) => {
        await office.state((state) => {
          const { balanceOn, current, parseDay } = rules.domain;
          const sum = [0n, 0n, 0n];
          for (const [path, row] of state.accounts.entries()) {
            const now = current(row, 3);
            same(now, office.book.balance(path), `${path} now`);
            now.forEach((amount, i) => (sum[i] = (sum[i] ?? 0n) + amount));
            for (const date of office.book.days()) {
              const day = parseDay(date);
              if (day === undefined) throw new RangeError(date);
              same(balanceOn(row, day, 3), office.book.balance(path, date), `${path} on ${date}`);
            }
            same(balanceOn(row, state.head.day, 3), now, `${path} as of today`);
          }
          same(sum, [0n, 0n, 0n], 'conservation');
        });
      }),

  'what is left of the open reservations is what is reserved': (rules: Rules, run: PropertyRun) =>
    check(rules, run, async (office) => {
      await office.state((state) => {
        const left = new Map<string, readonly bigint[]>();
        for (const [, reservation] of state.reservations.entries()) {
          for (const [lot, amount] of reservation.left) {
            const path = `${reservation.unit}/${lot}/reserved`;
            const before = left.get(path) ?? [0n, 0n, 0n];
            left.set(
              path,
              before.map((one, i) => one + (amount[i] ?? 0n)),
            );
          }
        }
        for (const path of office.book.accounts()) {
          if (!path.endsWith('/reserved')) continue;
          same(left.get(path) ?? [0n, 0n, 0n], office.book.balance(path), path);
        }
      });
    }),

  'a replay of the log, and a snapshot with the tail, are the state': (
    rules: Rules,
    run: PropertyRun,
  ) =>
    check(rules, run, async (office) => {
      const { balancesOf, digestOfBalances, ledgerModel } = rules.stream;
      const digest = (state: Parameters<typeof balancesOf>[0]) =>
        [
          digestOfBalances(balancesOf(state)),
          state.revision,
          [...state.reservations.entries()].length,
        ].join(' ');
      const live = await office.state(digest);
      const replayed = await office.replayed();
      same([digest(replayed)], [live], 'replay');
      const restored = ledgerModel.restore([...ledgerModel.snapshot(replayed)]);
      same([digest(restored)], [live], 'snapshot');
    }),

  'an entry and its reversal leave every balance as it was, once': (
    rules: Rules,
    run: PropertyRun,
  ) =>
    check(rules, run, async (office) => {
      const before = new Map(
        [...office.book.accounts()].map((path) => [path, office.book.balance(path)]),
      );
      const { entryId } = await postSomething(office, rules);
      const reverse = (id: string) =>
        office.submit({
          kind: 'ReverseEntry',
          data: {
            entryId: id,
            actor: rules.testing.province,
            effectiveOn: today(office),
            document: rules.testing.document(),
            entry: entryId,
            reason: '误登',
          },
        });
      const first = await reverse('undo-1');
      if (first.kind !== 'accepted') throw new Error(`not reversed: ${first.refusal.code}`);
      for (const path of office.book.accounts()) {
        same(office.book.balance(path), before.get(path) ?? [0n, 0n, 0n], `${path} after reversal`);
      }
      const second = await reverse('undo-2');
      if (second.kind !== 'refused' || second.refusal.code !== 'entry-already-reversed') {
        throw new Error('reversed twice');
      }
    }),
} satisfies Record<string, (rules: Rules, run: PropertyRun) => Promise<Acceptance>>;

export interface Acceptance {
  asked: number;
  accepted: number;
}

const check = async (
  rules: Rules,
  { seed, runs }: PropertyRun,
  hold: (office: Office) => Promise<void>,
): Promise<Acceptance> => {
  const total: Acceptance = { asked: 0, accepted: 0 };
  await fc.assert(
    fc.asyncProperty(history, async (steps: readonly Step[]) => {
      const office = await Office.open(rules);
      await office.take({ kind: 'issue', mu: 10_000 });
      for (const step of steps) await office.take(step);
      await hold(office);
      total.asked += office.counts.asked;
      total.accepted += office.counts.accepted;
      await office.close();
    }),
    { seed, numRuns: runs, endOnFailure: true },
  );
  return total;
};

const postSomething = async (office: Office, rules: Rules): Promise<{ entryId: string }> => {
  const entryId = 'something';
  const answer = await office.submit({
    kind: 'IssueQuota',
    data: {
      entryId,
      actor: rules.testing.province,
      effectiveOn: today(office),
      document: rules.testing.document(),
      indicator: 'annual',
      planYear: 2017,
      planKind: 'pool',
      quantity: rules.testing.mu(12, 9, 5),
    },
  });
  if (answer.kind !== 'accepted') throw new Error(`not posted: ${answer.refusal.code}`);
  return { entryId };
};

const today = (office: Office): string =>
  office.book.events.findLast(({ type }) => type === 'DayAdvanced' || type === 'LedgerOpened')?.data
    .effectiveOn ?? '';

const same = (
  actual: readonly (bigint | string)[],
  expected: readonly (bigint | string)[],
  what: string,
): void => {
  if (actual.length === expected.length && actual.every((one, i) => one === expected[i])) return;
  throw new Error(`${what}: ${actual.join(',')} is not ${expected.join(',')}`);
};
