import type { RefusalCode } from '#domain';
import { ASKER, FORMER_CITY, same, type Secret } from './world.js';

/** A request about what belongs to another county, and who makes it. */
export interface Provocation {
  readonly as: string;
  /** The last part of the route. */
  readonly kind: string;
  readonly entryId?: string;
  readonly body: object;
}

/**
 * Why a county gets no refusal of a code about what belongs to another: `asked` is judged by what was sent, `rules` by
 * policy, books, days and units, which everybody reads, `own` comes only after the thing is known to be the asker's, and
 * `province` after a right that a county lacks.
 */
type OfNobody = 'asked' | 'rules' | 'own' | 'province' | 'retired';

const OF_NOBODY = {
  'posting-suspended': 'rules',
  'ledger-not-open': 'rules',
  'ledger-already-open': 'rules',
  'entry-id-malformed': 'asked',
  'entry-id-reserved': 'asked',
  'name-malformed': 'asked',
  'document-missing': 'asked',
  'document-in-future': 'asked',
  'date-malformed': 'asked',
  'settles-closed': 'asked',
  'indicator-unknown': 'rules',
  'indicator-already-defined': 'province',
  'plan-kind-unknown': 'rules',
  'plan-kind-already-defined': 'province',
  'plan-kind-of-ledger': 'rules',
  'component-unknown': 'asked',
  'component-missing': 'asked',
  'quantity-empty': 'asked',
  'quantity-negative': 'asked',
  'amount-too-large': 'asked',
  'same-unit': 'asked',
  'nothing-to-do': 'asked',
  'draws-malformed': 'asked',
  'validity-malformed': 'asked',
  'effective-not-approval-date': 'asked',
  'unit-unknown': 'rules',
  'unit-not-in-force': 'rules',
  'unit-holds-no-quota': 'rules',
  'unit-holds-quota': 'province',
  'unit-malformed': 'province',
  'unit-already-registered': 'province',
  'code-taken': 'province',
  'own-successor': 'province',
  'day-not-begun': 'rules',
  'day-not-next': 'rules',
  'effective-in-future': 'rules',
  'replaced-entry-not-reversed': 'own',
  'entry-already-replaced': 'own',
  'books-closed': 'rules',
  'policy-missing': 'rules',
  'backdated-too-far': 'rules',
  'plan-year-closed': 'rules',
  'plan-year-not-closed': 'rules',
  'plan-year-not-begun': 'rules',
  'lot-unknown': 'asked',
  'lot-ended': 'own',
  'lot-not-valid': 'own',
  'lot-restricted': 'own',
  'reservation-unknown': 'asked',
  'reservation-expired': 'own',
  'reservation-of-other-project': 'own',
  'before-cited-entry': 'own',
  'not-on-expiry-day': 'province',
  'freeze-unknown': 'asked',
  'policy-version-taken': 'province',
  'policy-malformed': 'province',
  'opening-after-entries': 'province',
  'opening-repeated': 'province',
  'pre-issue-over-share': 'province',
  'stated-total-differs': 'province',
  'carry-over-term-exceeded': 'rules',
  'approval-indicator-missing': 'rules',
  'already-settled': 'retired',
  'component-nesting': 'asked',
  'land-facts-inconsistent': 'asked',
  'consumption-exceeded': 'province',
  'deduction-exceeds-over-use': 'province',
  'advance-exceeded': 'province',
  'entry-not-reversible': 'own',
  'annotation-malformed': 'asked',
  'freeze-exception-not-allowed': 'rules',
  frozen: 'own',
  'debt-outstanding': 'own',
  'posting-not-suspended': 'rules',
  'plan-year-has-balances': 'province',
  'units-already-posted-after-switch': 'province',
  'inferiors-unassigned': 'province',
  'reservations-unassigned': 'province',
  'division-differs': 'province',
  'reservation-exceeded': 'own',
  'too-many-postings': 'asked',
} as const satisfies Partial<Record<RefusalCode, OfNobody>>;

/** A new code does not compile until somebody says how a county may provoke it about another, or why it cannot. */
type Provoked = Readonly<Record<RefusalCode, OfNobody | readonly Provocation[]>>;

const on = { effectiveOn: '2017-06-12' };
const document = { number: '南湖〔2017〕7号', issuer: '示例', date: '2017-06-05' };

export const provoked = ({ mark, usedOn }: Secret): Provoked => {
  const reserve = (lot: string, others: object = {}) => ({
    ...{ unit: '330402', draws: [{ lot, quantity: same('1') }], project: 'P-own' },
    ...{ expiresOn: '2017-12-31', ...on, ...others },
  });
  const use = (draw: object, others: object = {}) => ({
    ...{ unit: '330402', draws: [{ ...draw, quantity: same('1') }], document },
    ...{ approval: { number: '南湖〔2017〕7号', date: '2017-06-05' }, ...others },
  });
  const by = (as: string, kind: string, body: object, entryId?: string): Provocation => ({
    ...{ as, kind, body },
    ...(entryId === undefined ? {} : { entryId }),
  });
  const asked = (kind: string, body: object, entryId?: string) => by(ASKER, kind, body, entryId);
  const city = (kind: string, body: object) => by(FORMER_CITY, kind, body);
  const undo = (entry: string) => ({ entry, reason: '笔误', ...on, document });
  const hand = (lot: string, unit = '330402') => ({
    ...{ fromUnit: '330400', lot, to: [{ unit, quantity: same('1') }], ...on, document },
  });
  const number = `${mark}字〔2017〕1号`;
  const advance = {
    ...{ unit: '330402', indicator: 'annual', planYear: 2017, planKind: 'pool' },
    ...{ quantity: same('1'), use: 'available', ...on, document },
  };
  return {
    'entry-id-reused': [
      asked('reservations', reserve('shared.1'), `${mark}-r`),
      asked('releases', { reservation: 'own-r', ...on }, `${mark}-freeze`),
      by(FORMER_CITY, 'allocations', hand('shared.3'), `${mark}-c`),
    ],
    'entry-id-taken': [
      asked('reservations', reserve('shared.1'), 'shared.2'),
      asked('reservations', reserve('shared.1'), 'bound-own.1'),
      asked('reservations', reserve('shared.1'), `${mark}-adv.1`),
      asked('advances', advance, mark),
    ],
    'not-permitted': [
      asked('reservations', { ...reserve('shared.2'), unit: '330411' }),
      asked('reservation-amendments', { reservation: `${mark}-r`, project: 'P-own', ...on }),
      asked('releases', { reservation: `${mark}-r`, ...on }),
      asked('reversals', undo(`${mark}-c`)),
      asked('reversals', undo('shared')),
      asked('annotations', { entry: `${mark}-c`, field: 'note', is: '注', reason: '注' }),
      asked('voids', { consumption: `${mark}-c`, reason: '撤回', ...on, document }),
      asked('unfreezes', { freeze: `${mark}-freeze`, reason: '整改', document }),
      asked('reservations', reserve('shared.1', { replaces: `${mark}-c` })),
      asked('reservations', reserve('shared.1', { replaces: `${mark}-wrong` })),
      city('releases', { reservation: `${mark}-city`, ...on }),
      city('reservations', { ...reserve('city.1'), unit: '330411' }),
      city('transfers', {
        ...{ fromUnit: '330411', toUnit: '330402', lot: 'city.1', quantity: same('1') },
        ...{ ...on, document },
      }),
    ],
    'not-an-inferior': [city('allocations', hand('shared.3', '330411'))],
    'entry-unknown': [
      asked('voids', { consumption: `${mark}-r`, reason: '撤回', ...on, document }),
    ],
    'lot-of-other-unit': [
      ...['shared.2', 'bound-own.1', 'city.1', `${mark}-adv.1`].map((lot) =>
        asked('reservations', reserve(lot)),
      ),
      asked('reservations', reserve('bound-own.1', { project: `P-${mark}-bound` })),
      asked('consumptions', use({ lot: 'shared.2' })),
      city('allocations', hand('city.1')),
    ],
    'reservation-closed': [
      asked('releases', { reservation: `${mark}-done`, ...on }),
      asked('consumptions', use({ reservation: `${mark}-done`, lot: 'shared.1' })),
    ],
    'reservation-of-other-unit': [
      asked('consumptions', use({ reservation: `${mark}-r`, lot: 'shared.1' })),
      asked('consumptions', use({ reservation: `${mark}-r`, lot: 'shared.2' })),
      city('consumptions', {
        ...use({ reservation: `${mark}-city`, lot: 'shared.3' }),
        unit: '330400',
      }),
    ],
    'entry-already-reversed': [
      asked('reversals', undo(`${mark}-wrong`)),
      asked('annotations', { entry: `${mark}-wrong`, field: 'note', is: '注', reason: '注' }),
    ],
    'entry-in-use': [city('reversals', undo('city'))],
    'approval-already-posted': [
      asked('consumptions', use({ lot: 'shared.1' }, { approval: { number, date: usedOn } })),
      asked(
        'consumptions',
        use({ lot: 'shared.1' }, { approval: { number, date: usedOn }, project: `P-${mark}-1` }),
      ),
      asked('annotations', { entry: 'own-c2', field: 'approval.number', is: number, reason: '注' }),
    ],
    'parcel-already-consumed': [
      asked('consumptions', use({ lot: 'shared.1' }, { parcels: [`${mark}-parcel`] })),
    ],
    'insufficient-balance': [
      asked('reservations', {
        ...reserve('shared.1'),
        ...{ draws: undefined, automatic: [{ indicator: 'annual', quantity: same('999') }] },
      }),
    ],
    ...OF_NOBODY,
  };
};
