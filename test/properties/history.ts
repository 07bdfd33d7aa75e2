import fc from 'fast-check';

/**
 * How much of what is there a step asks for. The edges are where rules break: all of it, one unit more, and parts that
 * do not nest.
 */
export type Share = { readonly percent: number } | 'all' | 'one-more' | 'cultivated-only';

/**
 * One thing somebody wants, told without naming anything: picks are taken modulo what there is when its turn comes, so
 * that most of a history is accepted and shrinking keeps it meaningful.
 */
export type Step =
  | { readonly kind: 'issue'; readonly mu: number }
  | {
      readonly kind: 'allocate' | 'transfer' | 'reserve' | 'consume' | 'reclaim' | 'lapse';
      readonly lot: number;
      readonly unit: number;
      readonly share: Share;
      readonly daysBack: number;
    }
  | {
      readonly kind: 'consume-reserved' | 'release';
      readonly reservation: number;
      readonly share: Share;
      readonly final: boolean;
      readonly daysBack: number;
    }
  | { readonly kind: 'void'; readonly consumption: number; readonly share: Share }
  | Reversal
  | Again
  | { readonly kind: 'next-day'; readonly days: number };

export interface Reversal {
  readonly kind: 'reverse' | 'reverse-newest';
  readonly entry: number;
  readonly daysBack: number;
}
/** The same command again, or another under its id. */
export interface Again {
  readonly kind: 'repeat' | 'reuse-id';
  readonly entry: number;
}

export const isAgain = (step: Step): step is Again =>
  step.kind === 'repeat' || step.kind === 'reuse-id';

const pick = fc.nat(1_000);
const daysBack = fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, fc.nat(12));
const share: fc.Arbitrary<Share> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ percent: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 2, arbitrary: fc.constant('all' as const) },
  { weight: 1, arbitrary: fc.constantFrom('one-more' as const, 'cultivated-only' as const) },
);
const drawn = (
  kind: 'allocate' | 'transfer' | 'reserve' | 'consume' | 'reclaim' | 'lapse',
): fc.Arbitrary<Step> =>
  fc.record({ kind: fc.constant(kind), lot: pick, unit: pick, share, daysBack });
const resolved = (kind: 'consume-reserved' | 'release'): fc.Arbitrary<Step> =>
  fc.record({
    kind: fc.constant(kind),
    reservation: pick,
    share,
    final: fc.boolean(),
    daysBack,
  });

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('issue' as const),
      mu: fc.integer({ min: 1, max: 5_000 }),
    }),
  },
  { weight: 5, arbitrary: drawn('allocate') },
  { weight: 1, arbitrary: drawn('transfer') },
  { weight: 5, arbitrary: drawn('reserve') },
  { weight: 2, arbitrary: drawn('consume') },
  { weight: 1, arbitrary: drawn('reclaim') },
  { weight: 1, arbitrary: drawn('lapse') },
  { weight: 4, arbitrary: resolved('consume-reserved') },
  { weight: 2, arbitrary: resolved('release') },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('void' as const), consumption: pick, share }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('reverse' as const, 'reverse-newest' as const),
      entry: pick,
      daysBack,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constantFrom('repeat' as const, 'reuse-id' as const),
      entry: pick,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('next-day' as const),
      days: fc.integer({ min: 1, max: 5 }),
    }),
  },
);

/** Long enough to hurt: lots of lots of lots, reservations half used, days in between. */
export const history: fc.Arbitrary<readonly Step[]> = fc.array(step, {
  minLength: 30,
  maxLength: 80,
  size: 'max',
});
