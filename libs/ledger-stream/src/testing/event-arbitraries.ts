import fc from 'fast-check';
import type { LedgerEvent, LedgerEventType, Posting } from '#domain';

/** Texts of people: Chinese, quotes, line ends, characters beyond 16 bits. */
const text = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', ' ', '"', '\\', '\n', '\u2028', '亩', '〔', '😀'),
  maxLength: 8,
});
const id = fc.stringMatching(/^[A-Za-z0-9._:-]{1,12}$/);
const date = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((instant) => instant.toISOString().slice(0, 10));
const year = fc.integer({ min: 1990, max: 2100 });
const count = fc.nat().map(String);
const ids = fc.array(id, { maxLength: 3 });
const yes = fc.constant(true as const);
const quantity = fc.dictionary(
  fc.constantFrom('total', 'farmland', 'cultivated', 'area', 'paddy', 'grain'),
  fc.bigInt({ min: 0n, max: (1n << 62n) - 1n }),
  { maxKeys: 3 },
);
const posting = fc.record(
  { from: id, to: id, quantity, reservation: id, effectiveOn: date },
  { requiredKeys: ['from', 'to', 'quantity'] },
) as unknown as fc.Arbitrary<Posting>;
const document = fc.record(
  { number: text, issuer: text, date, title: text, sha256: text },
  { requiredKeys: ['number', 'issuer', 'date'] },
);
const approval = fc.record(
  { number: text, date, authority: text },
  { requiredKeys: ['number', 'date'] },
);
const claims = fc.record(
  {
    use: fc.constantFrom('consumption', 'over-use'),
    approval: text,
    project: text,
    indicators: ids,
    draws: ids,
    parcels: ids,
  },
  { requiredKeys: ['use', 'indicators', 'parcels'] },
);
const staysFrozen = fc.array(fc.record({ freeze: id, units: ids }), { maxLength: 2 });
const settlement = fc.record(
  {
    kind: fc.constantFrom('request', 'parcel-credit', 'linkage-claim', 'reward'),
    id,
    part: fc.record({ amount: count, of: count }),
  },
  { requiredKeys: ['kind', 'id'] },
);
const lot = fc.record(
  {
    lot: id,
    unit: id,
    indicator: id,
    planYear: year,
    planKind: id,
    purpose: text,
    project: text,
    parent: id,
    validFrom: date,
    validUntil: date,
    firstPlanYear: year,
    preIssued: yes,
    document,
  },
  {
    requiredKeys: ['lot', 'unit', 'indicator', 'planYear', 'planKind', 'validFrom', 'validUntil'],
  },
);
const unit = fc.record(
  {
    unitId: id,
    code: id,
    localCode: id,
    name: text,
    level: fc.constantFrom('province', 'city', 'county', 'zone'),
    parent: id,
    from: date,
    plannedSeparately: fc.boolean(),
    holdsQuota: fc.boolean(),
    note: text,
  },
  { requiredKeys: ['unitId', 'name', 'level', 'from', 'holdsQuota'] },
);
const reservation = fc.record(
  {
    reservation: id,
    unit: id,
    project: text,
    batch: text,
    projectClass: text,
    purpose: text,
    expiresOn: date,
  },
  { requiredKeys: ['reservation', 'unit', 'expiresOn'] },
);
const component = fc.record({
  name: id,
  dimension: fc.constantFrom('area', 'grain'),
  title: text,
});
const indicator = fc.record({
  id,
  title: text,
  components: fc.array(component, { maxLength: 3 }),
  nesting: fc.array(fc.tuple(id, id), { maxLength: 2 }),
});
const planKind = fc.record({ id, title: text });
const policyRow = fc.oneof(
  fc.record({
    key: fc.constant('pre-issue-share'),
    value: fc.record({ numerator: fc.nat(), denominator: fc.nat() }),
  }),
  fc.record({
    key: fc.constant('use-deadline'),
    scope: fc.record({ planYear: year }),
    value: fc.record({ monthDay: id, then: fc.constant('reclaim') }),
    source: text,
  }),
);
const fate = fc.constantFrom('void', 'return-to-holder', 'return-to-issuer');

/** What each type adds to the members all entries have; those of `optional` may be absent. */
interface Facts {
  readonly needed?: Record<string, fc.Arbitrary<unknown>>;
  readonly optional?: Record<string, fc.Arbitrary<unknown>>;
}

const approved = { project: text, parcels: ids };
const FACTS: Record<LedgerEventType, Facts> = {
  LedgerOpened: {
    needed: {
      province: unit,
      opensOn: date,
      clock: fc.constantFrom('wall', 'driven'),
      timeZone: fc.constant('Asia/Shanghai'),
      indicators: fc.array(indicator, { maxLength: 2 }),
      planKinds: fc.array(planKind, { maxLength: 2 }),
    },
  },
  IndicatorDefined: { needed: { indicator } },
  PlanKindDefined: { needed: { planKind } },
  UnitsRegistered: {
    needed: { units: fc.array(unit, { maxLength: 3 }) },
    optional: { staysFrozen },
  },
  PolicyAdopted: {
    needed: { version: id, digest: id, from: date, rows: fc.array(policyRow, { maxLength: 3 }) },
  },
  QuotaIssued: { needed: { unit: id } },
  BalanceBroughtForward: {
    needed: { units: ids, reservations: fc.array(reservation, { maxLength: 2 }) },
    optional: {
      totals: fc.array(
        fc.record({ component: id, rows: count, stated: count, difference: count }),
        { maxLength: 2 },
      ),
    },
  },
  QuotaSplit: { needed: { unit: id, lot: id } },
  QuotaAllocated: { needed: { fromUnit: id, lot: id } },
  QuotaTransferred: {
    needed: { fromUnit: id, toUnit: id, lot: id },
    optional: { price: text, agreement: text },
  },
  QuotaReclaimed: { needed: { unit: id, toUnit: id }, optional: { automatic: yes } },
  QuotaReserved: { needed: { reservation } },
  ReservationAmended: {
    needed: {
      reservation: id,
      unit: id,
      was: fc.record({ expiresOn: date, project: text }, { requiredKeys: ['expiresOn'] }),
      expiresOn: date,
    },
    optional: { project: text },
  },
  ReservationReleased: { needed: { reservation: id, unit: id } },
  ReservationsExpired: { needed: { reservations: ids } },
  QuotaConsumed: {
    needed: { unit: id, approval },
    optional: {
      ...approved,
      projectClass: text,
      land: fc.record(
        { unused: count, existingConstruction: count, batchArea: count },
        { requiredKeys: [] },
      ),
      final: yes,
    },
  },
  QuotaAdvanced: {
    needed: { unit: id, use: fc.constantFrom('available', 'consumed') },
    optional: { approval, ...approved },
  },
  AdvanceConfirmed: { needed: { unit: id, advance: id } },
  OverUseRecorded: { needed: { unit: id, overUse: id, approval }, optional: approved },
  QuotaDeducted: {
    needed: { unit: id, reason: fc.constantFrom('over-use', 'sanction'), indicator: id },
  },
  ConsumptionVoided: {
    needed: { unit: id, consumption: id, reason: text, fates: fc.dictionary(id, fate) },
    optional: { frees: claims },
  },
  QuotaCarriedOver: { needed: { unit: id, lot: id, toPlanYear: year } },
  QuotaLapsed: { needed: { unit: id }, optional: { automatic: yes } },
  QuotaFrozen: {
    needed: { withSubtree: fc.boolean(), reason: text, exceptions: fc.array(text) },
    optional: { unit: id, lot: id },
  },
  QuotaUnfrozen: { needed: { freeze: id, reason: text } },
  EntryReversed: {
    needed: {
      entry: id,
      entryType: fc.constant('QuotaTransferred'),
      revision: count,
      reason: text,
      endedLots: ids,
      undone: fc.record(
        {
          claims,
          settles: fc.array(settlement, { maxLength: 2 }),
          consumption: id,
          holdsAgain: claims,
        },
        { requiredKeys: [] },
      ),
    },
  },
  EntryAnnotated: {
    needed: {
      entry: id,
      revision: count,
      field: fc.constant('note'),
      was: text,
      is: text,
      reason: text,
    },
  },
  UnitsReorganised: {
    needed: {
      approvedOn: date,
      inForceOn: date,
      documents: fc.array(document, { maxLength: 2 }),
      ended: fc.array(fc.record({ unit: id, successors: ids }), { maxLength: 2 }),
      units: fc.array(unit, { maxLength: 2 }),
      reservations: fc.dictionary(id, id),
    },
    optional: { staysFrozen },
  },
  BooksClosed: { needed: { through: date } },
  PlanYearClosed: { needed: { planYear: year, stateDigest: id } },
  PlanYearReopened: { needed: { planYear: year, reason: text } },
  DayAdvanced: { needed: { date }, optional: { staysFrozen } },
  PostingSuspended: { needed: { reason: text } },
  PostingResumed: { needed: { suspension: id, reason: text } },
};

const NEEDED = {
  entryId: id,
  effectiveOn: date,
  recordedAt: date,
  actor: fc.record({ id, role: fc.constantFrom('province', 'county', 'system'), unitId: id }),
  postings: fc.array(posting, { maxLength: 4 }),
  lots: fc.array(lot, { maxLength: 2 }),
};
const OPTIONAL = {
  onBehalf: yes,
  policyVersion: id,
  document,
  note: text,
  stated: fc.dictionary(text, text, { maxKeys: 3 }),
  settles: fc.array(settlement, { maxLength: 2 }),
  replaces: id,
};

/** An event of a type with any members its shape allows. They need not make sense together. */
export const anyEvent = (type: LedgerEventType): fc.Arbitrary<LedgerEvent> => {
  const needed = { ...NEEDED, ...FACTS[type].needed };
  const members = { ...needed, ...OPTIONAL, ...FACTS[type].optional };
  const requiredKeys = Object.keys(needed) as (keyof typeof members)[];
  return fc
    .record(members, { requiredKeys, noNullPrototype: true })
    .map((data) => ({ type, data }) as unknown as LedgerEvent);
};
