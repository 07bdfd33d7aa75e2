import { LIVE } from '../schema/names.js';
import { MONTH_GRAIN, YEAR_GRAIN } from '../schema/grains.js';

/** Which of the filters a statement has. Each is a text of its own, so that each is planned for what it does. */
export interface MovementFilters {
  /** What the sums are kept apart by, besides indicator, bucket and column. */
  readonly apart: {
    readonly unit: boolean;
    readonly planYear: boolean;
    readonly planKind: boolean;
  };
  readonly units: 'one' | 'some' | 'all';
  readonly indicator: boolean;
  readonly planYear: boolean;
  readonly planKind: boolean;
}

const SUMS = 'sum(c1), sum(c2), sum(c3), sum(c4)';
/** What is not kept apart is read as 0. */
const groupOf = ({ apart }: MovementFilters): string =>
  [
    apart.unit ? 'unit_no' : '0',
    'indicator_no',
    apart.planYear ? 'plan_year' : '0',
    apart.planKind ? 'plan_kind_no' : '0',
    'bucket',
    'flow',
  ].join(', ');

/**
 * Sums by unit, indicator, plan year, plan kind, bucket and column, as of a day and a revision. Parameters:
 * 1 ledger, 2 day, 3 revision, 4 first day of the calendar year that is not over on that day, 5 of that
 * month, 6 first year block that is not wholly recorded, 7 first such month block, 8 first revision of it,
 * 9 unit or units, 10 indicator, 11 plan year, 12 plan kind. The five parts are disjoint and together are
 * every leg with effective_on ≤ 2 and revision ≤ 3; see `grains.ts`.
 */
export const movementSql = (filters: MovementFilters): string => {
  const columns = 'unit_no, indicator_no, plan_year, plan_kind_no, bucket, flow, c1, c2, c3, c4';
  const cells = `select ${columns} from ${LIVE}.movements m
    where ledger_no = $1 ${clauses(filters)}`;
  // Of a unit everything is in the index but its ledger, which the unit tells.
  const ofLedger =
    filters.units === 'all' ? 'ledger_no = $1 and unit_no > 0' : '$1::int is not null';
  const legs = `select ${columns} from ${LIVE}.legs l where ${ofLedger} ${clauses(filters)}`;
  return `select ${groupOf(filters)}, ${SUMS} from (
    ${cells} and grain = ${YEAR_GRAIN} and effective_from < $4 and revision_block < $6
    union all
    ${cells} and grain = ${MONTH_GRAIN} and effective_from >= $4 and effective_from < $5
      and revision_block < $7
    union all
    ${cells} and grain = ${MONTH_GRAIN} and effective_from < $4 and revision_block >= $6 * 16
      and revision_block < $7
    union all
    ${legs} and effective_on >= $5 and effective_on <= $2 and revision < $8
    union all
    ${legs} and effective_on <= $2 and revision >= $8 and revision <= $3
  ) moved group by 1, 2, 3, 4, 5, 6`;
};

/** The unused parameters are named all the same, because a statement is bound to all of them. */
const clauses = ({ units, indicator, planYear, planKind }: MovementFilters): string =>
  [
    units === 'one'
      ? `and unit_no = $9::int`
      : units === 'some'
        ? `and unit_no = any($9::int[])`
        : 'and ($9::int is null)',
    indicator ? `and indicator_no = $10::int` : 'and ($10::int is null)',
    planYear ? `and plan_year = $11::int` : 'and ($11::int is null)',
    planKind ? `and plan_kind_no = $12::int` : 'and ($12::int is null)',
  ].join(' ');

/** Legs after a day or a revision that are rather taken off the sums of all than those before them added up. */
const LATER_MAX = 20_000;

/** Whether more came after a day or a revision than is taken off. Parameters: 1 ledger, 2 day, 3 revision. */
export const MUCH_CAME_LATER = `select
  exists (select 1 from ${LIVE}.legs l where l.ledger_no = $1 and l.revision > $3
    offset ${LATER_MAX} limit 1)
  or exists (select 1 from ${LIVE}.legs l where l.ledger_no = $1 and l.effective_on > $2::date
    offset ${LATER_MAX} limit 1)`;

/** How the sums of accounts are found: of one lot, of all legs less the later ones, or of the earlier ones. */
export type LotSums = 'of-one-lot' | 'less-later' | 'of-earlier';

/**
 * The same by lot. Parameters: 1 ledger, 2 day, 3 revision, 4 unit or units, 5 indicator, 6 plan year, 7 plan kind,
 * 8 lot.
 */
export const lotMovementSql = (filters: MovementFilters, from: LotSums): string => {
  const { units, indicator, planYear, planKind } = filters;
  const ofUnits = (alias: string): string =>
    units === 'one'
      ? `${alias}.unit_no = $4::int`
      : units === 'some'
        ? `${alias}.unit_no = any($4::int[])`
        : '($4::int is null)';
  const where = [
    ofUnits('a'),
    indicator ? 'a.indicator_no = $5::int' : '($5::int is null)',
    planYear ? 'a.plan_year = $6::int' : '($6::int is null)',
    planKind ? 'a.plan_kind_no = $7::int' : '($7::int is null)',
    from === 'of-one-lot' ? 'a.lot_no = $8::int' : '($8::int is null)',
  ];
  return `select a.unit_no, a.indicator_no, a.plan_year, a.plan_kind_no, a.bucket, s.flow, t.lot,
      s.c1, s.c2, s.c3, s.c4
    from ${LIVE}.accounts a join ${LIVE}.lots t using (lot_no)
    ${SUMS_OF_ACCOUNTS[from](ofUnits)}
    where a.ledger_no = $1 and a.unit_no > 0 and ${where.join(' and ')}`;
};

const LEG_SUMS = 'sum(l.c1) as c1, sum(l.c2) as c2, sum(l.c3) as c3, sum(l.c4) as c4';

const SUMS_OF_ACCOUNTS: Readonly<Record<LotSums, (ofUnits: (alias: string) => string) => string>> =
  {
    // Account by account: joined as a whole, the legs of all accounts would be read for a few of them.
    'of-one-lot': () => `cross join lateral (
      select l.flow, ${LEG_SUMS} from ${LIVE}.legs l
      where l.account_no = a.account_no and l.effective_on <= $2 and l.revision <= $3
      group by l.flow) s`,
    'of-earlier': (ofUnits) => `join (
      select l.account_no, l.flow, ${LEG_SUMS} from ${LIVE}.legs l
      where l.ledger_no = $1 and ${ofUnits('l')} and l.effective_on <= $2 and l.revision <= $3
      group by 1, 2) s using (account_no)`,
    'less-later': (ofUnits) => {
      const taken = 'l.account_no, l.flow, -1, -l.c1, -l.c2, -l.c3, -l.c4';
      const later = `select ${taken} from ${LIVE}.legs l where l.ledger_no = $1 and ${ofUnits('l')}`;
      return `join (
      select l.account_no, l.flow, ${LEG_SUMS} from (
        select f.account_no, f.flow, f.legs, f.c1, f.c2, f.c3, f.c4
          from ${LIVE}.flows f join ${LIVE}.accounts a using (account_no)
          where a.ledger_no = $1 and ${ofUnits('a')}
        union all ${later} and l.revision > $3
        union all ${later} and l.effective_on > $2 and l.revision <= $3) l(account_no, flow, legs, c1, c2, c3, c4)
      group by 1, 2 having sum(l.legs) > 0) s using (account_no)`;
    },
  };
