import fc from 'fast-check';
import type { Vector } from '../../quantity/index.js';
import { allocate, allocatedLedger, consume, mu, type World } from '../testing/index.js';

const WIDTH = 3;
const ON = '2017-05-10';
const LATER = '2017-05-20';
type Amounts = readonly [number, number, number];
const quantity = ([total, farmland, cultivated]: Amounts) => ({
  total: BigInt(total),
  farmland: BigInt(farmland),
  cultivated: BigInt(cultivated),
});
const nested = (max: number): fc.Arbitrary<Amounts> =>
  fc
    .array(fc.nat({ max }), { minLength: WIDTH, maxLength: WIDTH })
    .map((parts) => [...parts].sort((a, b) => b - a))
    .map(([a = 0, b = 0, c = 0]): Amounts => [a, b, c]);
const some = nested(4).filter(([total]) => total > 0);

interface Holding {
  readonly held: Amounts;
  /** Used later than the draw: less may be taken than is held on its day. */
  readonly usedLater: Amounts;
  readonly project: string | undefined;
  readonly validUntil: string;
}
const holding: fc.Arbitrary<Holding> = fc.record({
  held: some,
  usedLater: nested(1),
  project: fc.constantFrom(undefined, undefined, 'p-1', 'p-1', 'p-2'),
  validUntil: fc.constantFrom('2017-05-09', '2017-05-31', '2017-10-31', '2017-12-31'),
});

/** 南湖 with these lots and nothing else; what is used later is used as far as it is held. */
const holdingLedger = (holdings: readonly Holding[]): World => {
  const world = allocatedLedger(mu(1), { opensOn: '2017-03-01', day: '2017-05-25' });
  world.post(
    consume(world, { draws: [{ lot: 'a.1', quantity: mu(1) }], effectiveOn: '2017-04-02' }),
  );
  holdings.forEach(({ held, usedLater, project, validUntil }, n) => {
    const to = [
      {
        unit: '330402',
        quantity: quantity(held),
        validUntil,
        ...(project === undefined ? {} : { project }),
      },
    ];
    world.post(allocate(world, { entryId: `h${n}`, to, effectiveOn: '2017-05-01' }));
    const used = usedLater.map((amount, i) => Math.min(amount, held[i] ?? 0));
    const later = quantity([used[0] ?? 0, used[1] ?? 0, used[2] ?? 0]);
    if (validUntil < LATER || later.total === 0n) return;
    world.post(
      consume(world, {
        entryId: `u${n}`,
        ...(project === undefined ? {} : { project }),
        approval: { number: `z-${n}`, date: LATER },
        draws: [{ lot: `h${n}.1`, quantity: later }],
        effectiveOn: LATER,
      }),
    );
  });
  return world;
};

/** What may be taken of a lot with effect on the day: the least it holds then or on a later day. */
const takable = (world: World, { project, validUntil }: Holding, n: number): Vector => {
  const nothing = [0n, 0n, 0n];
  if (validUntil < ON || (project !== undefined && project !== 'p-1')) return nothing;
  const account = `u-330402/h${n}.1/available`;
  const [then, later] = [world.balance(account, ON), world.balance(account, LATER)];
  return then.map((amount, i) => (amount < (later[i] ?? 0n) ? amount : (later[i] ?? 0n)));
};

/** Every way to take a vector from the lots, one lot after the other: is there any? */
const isPossible = (lots: readonly Vector[], wanted: Vector): boolean => {
  const [lot, ...others] = lots;
  if (lot === undefined) return wanted.every((amount) => amount === 0n);
  return upTo(lot, wanted).some((taken) =>
    isPossible(
      others,
      wanted.map((amount, i) => amount - (taken[i] ?? 0n)),
    ),
  );
};
const upTo = (lot: Vector, wanted: Vector): Vector[] =>
  lot.reduce<Vector[]>(
    (found, amount, i) => {
      const most = amount < (wanted[i] ?? 0n) ? amount : (wanted[i] ?? 0n);
      return found.flatMap((taken) =>
        Array.from({ length: Number(most) + 1 }, (_, n) => [...taken, BigInt(n)]),
      );
    },
    [[]],
  );

it('automatic draws find a solution whenever there is one, and none where there is none', () => {
  const answers = { found: 0, none: 0 };
  fc.assert(
    fc.property(fc.array(holding, { minLength: 2, maxLength: 3 }), some, (holdings, wanted) => {
      const world = holdingLedger(holdings);
      const lots = holdings.map((one, n) => takable(world, one, n));
      const command = consume(world, {
        entryId: 'x',
        project: 'p-1',
        automatic: [{ indicator: 'annual', quantity: quantity(wanted) }],
        approval: { number: 'of its own', date: ON },
        effectiveOn: ON,
      });
      const refusal = world.refusal(command);
      const possible = isPossible(lots, wanted.map(BigInt));
      answers[possible ? 'found' : 'none'] += 1;
      expect(refusal?.code).toBe(possible ? undefined : 'insufficient-balance');
      if (!possible) return;
      const taken = world
        .last()
        .data.postings.map(({ quantity: { total = 0n, farmland = 0n, cultivated = 0n } }) => [
          total,
          farmland,
          cultivated,
        ]);
      const sum = [0, 1, 2].map((i) => taken.reduce((all, one) => all + (one[i] ?? 0n), 0n));
      expect(sum).toEqual(wanted.map(BigInt));
    }),
    { seed: 20170306, numRuns: 120 },
  );
  expect(Math.min(answers.found, answers.none)).toBeGreaterThan(20);
});
