/**
 * Why the rules say no. Codes are never renamed and never used again for something else; the order is their precedence:
 * where several would fit, the first is given. `entry-id-reused` is found by the sequencer, before the rules are asked.
 * Two things cannot keep to it: a right over something cited is judged after that was found (an unknown reservation is
 * told before a missing right), and several draws are judged one after the other as far as they cite lots.
 */
export const REFUSAL_CODES = [
  'entry-id-reused',
  'posting-suspended',
  // The ledger as a whole.
  'ledger-not-open',
  'ledger-already-open',
  // What is asked is wrong whatever the ledger holds.
  'entry-id-malformed',
  'entry-id-reserved',
  'entry-id-taken',
  'name-malformed',
  'document-missing',
  'document-in-future',
  'date-malformed',
  'settles-closed',
  'indicator-unknown',
  'indicator-already-defined',
  'plan-kind-unknown',
  'plan-kind-already-defined',
  'plan-kind-of-ledger',
  'component-unknown',
  'component-missing',
  'quantity-empty',
  'quantity-negative',
  'amount-too-large',
  'same-unit',
  'nothing-to-do',
  'draws-malformed',
  'validity-malformed',
  'effective-not-approval-date',
  // Units.
  'unit-unknown',
  'unit-not-in-force',
  'unit-holds-no-quota',
  'unit-holds-quota',
  'unit-malformed',
  'unit-already-registered',
  'code-taken',
  'own-successor',
  'not-an-inferior',
  // Rights.
  'not-permitted',
  // Time.
  'day-not-begun',
  'day-not-next',
  'effective-in-future',
  'books-closed',
  'policy-missing',
  'backdated-too-far',
  'plan-year-closed',
  'plan-year-not-closed',
  'plan-year-not-begun',
  // What is cited.
  'entry-unknown',
  'lot-unknown',
  'lot-ended',
  'lot-not-valid',
  'lot-restricted',
  'lot-of-other-unit',
  'reservation-unknown',
  'reservation-closed',
  'reservation-of-other-unit',
  'reservation-expired',
  'reservation-of-other-project',
  'before-cited-entry',
  'not-on-expiry-day',
  'freeze-unknown',
  // Rules of single entries.
  'policy-version-taken',
  'policy-malformed',
  'opening-after-entries',
  'opening-repeated',
  'pre-issue-over-share',
  'stated-total-differs',
  'carry-over-term-exceeded',
  'approval-indicator-missing',
  'approval-already-posted',
  'parcel-already-consumed',
  // Retired: nothing is settled by an entry of another kind any more.
  'already-settled',
  'component-nesting',
  'land-facts-inconsistent',
  'consumption-exceeded',
  'deduction-exceeds-over-use',
  'advance-exceeded',
  'entry-not-reversible',
  'entry-already-reversed',
  'entry-in-use',
  'replaced-entry-not-reversed',
  'entry-already-replaced',
  'annotation-malformed',
  'freeze-exception-not-allowed',
  'frozen',
  'debt-outstanding',
  'posting-not-suspended',
  'plan-year-has-balances',
  'units-already-posted-after-switch',
  'inferiors-unassigned',
  'reservations-unassigned',
  'division-differs',
  // What is held.
  'reservation-exceeded',
  'insufficient-balance',
  'too-many-postings',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

export type Fact =
  | string
  | number
  | boolean
  | readonly string[]
  | readonly Readonly<Record<string, string | number>>[]
  | Readonly<Record<string, string>>;
export type RefusalFacts = Readonly<Record<string, Fact>>;

export interface Refusal {
  readonly code: RefusalCode;
  /** What a clerk needs to know. Areas and grain in whole units, as decimal strings. */
  readonly facts: RefusalFacts;
}

/** Whether the first of two refusals of the same command is the one to give. */
export const precedes = (a: Refusal, b: Refusal): boolean =>
  REFUSAL_CODES.indexOf(a.code) < REFUSAL_CODES.indexOf(b.code);

/**
 * How a rule leaves a decision. Thrown inside `decisions/` and turned into a value in `decide`, nowhere else: thirty
 * decisions then read as a plain list of rules. No stack is kept, a refusal is not a defect.
 */
export class Refusing extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}

export const refuse = (code: RefusalCode, facts: RefusalFacts = {}): never => {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  const refusing = new Refusing({ code, facts });
  Error.stackTraceLimit = limit;
  throw refusing;
};
