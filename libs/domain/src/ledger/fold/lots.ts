import type { Day } from '../../calendar/index.js';
import type { LotOpened } from '../lot.js';
import { dayOf } from '../look-up.js';
import { ownLot } from '../owners.js';
import type { LedgerState } from '../state.js';

export const openLots = (
  state: LedgerState,
  lots: readonly LotOpened[],
  openedAt: number,
  openedOn: Day,
): void => {
  for (const opened of lots) {
    state.lots.set(opened.lot, {
      id: opened.lot,
      unit: opened.unit,
      indicator: opened.indicator,
      planYear: opened.planYear,
      firstPlanYear: opened.firstPlanYear ?? opened.planYear,
      planKind: opened.planKind,
      purpose: opened.purpose,
      project: opened.project,
      parent: opened.parent,
      validFrom: dayOf(opened.validFrom),
      validUntil: dayOf(opened.validUntil),
      openedAt,
      openedOn,
      preIssued: opened.preIssued === true,
      ended: false,
      spared: false,
    });
    ownLot(state, opened.unit, opened.lot);
  }
};
