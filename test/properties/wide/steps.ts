import fc from 'fast-check';

/** How much of what is there is asked for. */
export type Share = number | 'all' | 'one-more' | 'cultivated-only';

/** What somebody may want, by the item of kinds it belongs to. */
export const DEEDS = {
  plain: [
    'next-day',
    'next-days',
    'issue',
    'allocate',
    'allocate',
    'reserve',
    'consume',
    'consume-reserved',
    'release',
    'reverse-newest',
  ],
  names: [
    'reserve',
    'reserve',
    'issue',
    'split',
    'bring-forward',
    'next-day',
    'freeze',
    'reorganise',
    'reorganise',
    'end-of-named',
  ],
  approvals: [
    'reserve',
    'consume',
    'consume-reserved',
    'consume-both',
    'consume-automatic',
    'over-use',
    'advance',
    'void',
    'void-rest',
    'annotate-number',
    'reverse-use',
    'reverse-void',
    'amend',
    'consume-for-two',
    'undo-first-void',
    'undo-void-of-used',
  ],
  units: [
    'reorganise',
    'reorganise',
    'reorganise',
    'register',
    'allocate-down',
    'reclaim',
    'reclaim',
    'transfer',
    'void',
    'void-rest',
    'void-rest',
    'advance',
    'over-use',
    'over-use',
    'sanction',
    'sanction',
    'lapse',
    'reverse',
    'reserve',
    'freeze',
    'end-before',
    'end-before-use',
    'void-after-end',
    'pay-after-merger',
    'reclaim-after-end',
  ],
  time: [
    'next-day',
    'next-days',
    'reserve',
    'reserve',
    'consume-reserved',
    'consume-reserved',
    'release',
    'reverse-use',
    'reverse-late-use',
    'reverse-late-use',
    'reverse-expiry',
    'late-approval',
    'reverse-reservation',
    'undo-reservation',
    'reverse-system',
    'close-books',
    'annotate-note',
    'register',
    'freeze',
    'split',
    'allocate-down',
    'reverse',
    'late-days',
    'undo-after-end',
    'undo-after-end',
    'divide-returned',
    'keep-what-was-taken',
    'register-in-closed',
  ],
  owing: [
    'freeze',
    'freeze',
    'unfreeze',
    'split',
    'sanction',
    'sanction',
    'reorganise',
    'deduct',
    'confirm',
    'confirm',
    'advance',
    'advance',
    'over-use',
    'reserve',
    'release',
    'transfer',
    'allocate-down',
    'carry-over',
    'void-rest',
    'consume',
    'settle',
    'reverse',
    'next-day',
    'draw-after-frozen',
    'leave-frozen-city',
    'cover-from-frozen',
    'give-beside-debt',
  ],
} as const;
export type Theme = keyof typeof DEEDS;
export type Deed = (typeof DEEDS)[Theme][number];

/** Told without naming anything: picks are taken modulo what there is, so that shrinking keeps a history meaningful. */
export interface Step {
  readonly deed: Deed;
  readonly picks: readonly [number, number, number, number];
  readonly share: Share;
  readonly daysBack: number;
  /** How the entry is called; 0 as anybody would. */
  readonly name: number;
  /** How the numbers are written; 0 as they were made out. */
  readonly spelling: number;
}

/** Under what rules a history is played. */
export interface Setting {
  readonly theme: Theme;
  readonly fate: 'void' | 'return-to-holder' | 'return-to-issuer';
  /** Days after the opening on which the use deadline lies, and what follows. */
  readonly deadline: number;
  readonly then: 'reclaim' | 'lapse' | 'nothing';
}

export interface History {
  readonly setting: Setting;
  readonly steps: readonly Step[];
}

const pick = fc.nat(10_000);
const share: fc.Arbitrary<Share> = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 60 }) },
  { weight: 4, arbitrary: fc.constant('all' as const) },
  { weight: 1, arbitrary: fc.constantFrom('one-more' as const, 'cultivated-only' as const) },
);
const seldom = (weight: number, arbitrary: fc.Arbitrary<number>): fc.Arbitrary<number> =>
  fc.oneof({ weight: 10 - weight, arbitrary: fc.constant(0) }, { weight, arbitrary });

const stepOf = (theme: Theme): fc.Arbitrary<Step> =>
  fc.record({
    deed: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom<Deed>(...DEEDS.plain) },
      { weight: 8, arbitrary: fc.constantFrom<Deed>(...DEEDS[theme]) },
    ),
    picks: fc.tuple(pick, pick, pick, pick),
    share,
    daysBack: seldom(theme === 'time' || theme === 'units' ? 4 : 2, fc.integer({ min: 1, max: 9 })),
    name: seldom(theme === 'names' ? 6 : 1, fc.integer({ min: 1, max: 10_000 })),
    spelling: seldom(theme === 'approvals' ? 7 : 1, fc.integer({ min: 1, max: 400 })),
  });

const THEMES = Object.keys(DEEDS) as Theme[];

export const historyOf = (themes: readonly Theme[] = THEMES): fc.Arbitrary<History> =>
  fc.constantFrom(...themes).chain((theme) =>
    fc.record({
      setting: fc.record({
        theme: fc.constant(theme),
        fate: fc.constantFrom('void', 'return-to-holder', 'return-to-issuer'),
        deadline: fc.integer({ min: 4, max: 20 }),
        then: fc.constantFrom('reclaim', 'reclaim', 'lapse', 'nothing'),
      }),
      steps: fc.array(stepOf(theme), { minLength: 20, maxLength: 60, size: 'max' }),
    }),
  );
