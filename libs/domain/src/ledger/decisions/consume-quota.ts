import { formatDay, lastDayOf, type Day } from '../../calendar/index.js';
import { add, isZero, min, subtract, sum, zero, type Vector } from '../../quantity/index.js';
import { held, outside } from '../account.js';
import type { AutomaticDraw, ConsumeQuota, DirectDraw, Draw } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry, type CitedEntries } from '../entry.js';
import type { QuotaConsumed } from '../events.js';
import {
  checkDocument,
  checkNesting,
  checkNotFrozen,
  checkRestriction,
  checkTime,
  checkYearOpen,
  checkUnitNotFrozen,
  checkValidity,
  holderOn,
  indicatorNamed,
  liveLot,
  quantityVector,
  type Use,
} from '../guards.js';
import { lotOf } from '../look-up.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState, Reservation } from '../state.js';
import {
  checkApprovalDate,
  checkApprovalUnused,
  checkIndicatorsTogether,
  checkLand,
} from './approvals.js';
import { pickAllDraws } from './draws.js';
import {
  checkNotBefore,
  leftIn,
  openReservationNamed,
  releaseRest,
  reservedDraw,
} from './reservations.js';
import { availableDraw } from './reserve-quota.js';

/**
 * 使用(核销): quota is used up when the conversion is approved. From reservations, from what is available, and for
 * projects on the national list directly from the state, in any combination.
 */
export const consumeQuota = (
  command: ConsumeQuota,
  state: LedgerState,
  cited: CitedEntries,
): QuotaConsumed => {
  const { data } = command;
  const on = startEntry(command, state, 'document-optional');
  checkApprovalDate(data.approval, on);
  const unit = holderOn(state, data.unit, on);
  const actorUnit = permit(state, 'ConsumeQuota', data.actor, { from: unit });
  checkTime(state, on);

  const consumption = new Consumption(state, new EntryDraft(state, data.entryId, on), unit, data);
  const { draws = [], automatic = [] } = data;
  if (draws.length > 0 === automatic.length > 0) {
    refuse('draws-malformed', { field: 'draws or automatic' });
  }
  for (const draw of draws) consumption.draw(draw);
  for (const one of automatic) consumption.drawAutomatically(one);
  const project = data.project ?? consumption.project();
  checkIndicatorsTogether(state, consumption.indicators());
  checkApprovalUnused(
    state,
    cited,
    'consumption',
    { approval: data.approval, project, parcels: data.parcels },
    consumption.indicators(),
  );
  consumption.checkFacts(data.land);
  if (data.final === true) consumption.releaseRests();
  consumption.draft.checkBalances();
  return {
    type: 'QuotaConsumed',
    data: {
      ...entryData(command, state, actorUnit, consumption.draft, unit),
      unit,
      approval: data.approval,
      ...present({
        project,
        projectClass: data.projectClass,
        parcels: data.parcels,
        land: data.land,
      }),
      ...(data.final === true ? { final: true } : {}),
    },
  };
};

class Consumption {
  private readonly sums = new Map<string, Vector>();
  private readonly used = new Map<Reservation, Map<string, Vector>>();

  constructor(
    private readonly state: LedgerState,
    readonly draft: EntryDraft,
    private readonly unit: string,
    private readonly asked: ConsumeQuota['data'],
  ) {}

  draw(draw: Draw | DirectDraw): void {
    if ('direct' in draw) return this.drawDirectly(draw);
    if (draw.reservation !== undefined) return this.drawReserved(draw, draw.reservation);
    const { lot, amount } = availableDraw(this.state, this.draft, this.unit, draw, this.asked);
    this.draft.move(
      held(this.unit, lot.id, 'available'),
      held(this.unit, lot.id, 'consumed'),
      amount,
    );
    this.count(lot.indicator, amount);
  }

  /** The reservation first, then what is available. */
  drawAutomatically(asked: AutomaticDraw): void {
    const indicator = indicatorNamed(this.state, asked.indicator);
    let wanted = quantityVector(indicator, asked.quantity);
    let use: Use = this.asked;
    if (this.asked.reservation !== undefined) {
      const reservation = this.usable(this.asked.reservation);
      use = { ...this.asked, project: reservation.project, purpose: reservation.purpose };
      for (const [id, left] of reservation.left) {
        const lot = lotOf(this.state, id);
        if (lot.indicator !== asked.indicator) continue;
        const amount = min(wanted, subtract(left, this.takenOf(reservation, id, left.length)));
        if (isZero(amount)) continue;
        this.consumeReserved(reservation, id, amount);
        wanted = subtract(wanted, amount);
      }
    }
    if (isZero(wanted)) return;
    for (const { lot, amount } of pickAllDraws(
      this.state,
      this.draft,
      this.unit,
      { ...asked, amount: wanted },
      use,
    )) {
      this.draft.move(
        held(this.unit, lot.id, 'available'),
        held(this.unit, lot.id, 'consumed'),
        amount,
      );
      this.count(lot.indicator, amount);
    }
  }

  indicators(): ReadonlySet<string> {
    return new Set(this.sums.keys());
  }

  /** The project of the reservations, where the command names none. */
  project(): string | undefined {
    for (const { project } of this.used.keys()) if (project !== undefined) return project;
    return undefined;
  }

  checkFacts(land: ConsumeQuota['data']['land']): void {
    for (const [id, total] of this.sums) {
      const indicator = indicatorNamed(this.state, id);
      checkNesting(indicator, total);
      checkLand(land, indicator, total);
    }
  }

  releaseRests(): void {
    for (const [reservation, taken] of this.used) {
      releaseRest(this.state, this.draft, reservation, taken);
    }
  }

  private drawReserved(draw: Draw, id: string): void {
    const reservation = this.usable(id);
    const { lot, amount } = reservedDraw(this.state, reservation, draw);
    const left = leftIn(reservation, lot, amount.length);
    const before = this.takenOf(reservation, lot.id, amount.length);
    if (add(before, amount).some((taken, i) => taken > (left[i] ?? 0n))) {
      refuse('draws-malformed', { lot: lot.id, reservation: id });
    }
    this.consumeReserved(reservation, lot.id, amount);
  }

  private usable(id: string): Reservation {
    const { state, asked, draft } = this;
    const reservation = openReservationNamed(state, id);
    if (reservation.unit !== this.unit) {
      refuse('reservation-of-other-unit', { reservation: id, unit: reservation.unit });
    }
    checkNotBefore(reservation.reservedOn, draft.on, id);
    if (reservation.expiresOn < draft.on || reservation.expiresOn < state.head.day) {
      refuse('reservation-expired', {
        reservation: id,
        expiresOn: formatDay(reservation.expiresOn),
        ledgerDay: formatDay(state.head.day),
      });
    }
    const { project } = asked;
    if (
      project !== undefined &&
      reservation.project !== undefined &&
      project !== reservation.project
    ) {
      refuse('reservation-of-other-project', { reservation: id, project: reservation.project });
    }
    return reservation;
  }

  private consumeReserved(reservation: Reservation, id: string, amount: Vector): void {
    const lot = liveLot(this.state, id);
    const use = {
      project: this.asked.project ?? reservation.project,
      purpose: reservation.purpose,
      projectClass: this.asked.projectClass ?? reservation.projectClass,
    };
    checkValidity(lot, this.draft.on);
    checkRestriction(lot, use);
    checkNotFrozen(this.state, this.unit, lot, use);
    this.draft.move(
      held(this.unit, id, 'reserved'),
      held(this.unit, id, 'consumed'),
      amount,
      reservation.id,
    );
    const taken = this.used.get(reservation) ?? new Map<string, Vector>();
    taken.set(id, add(taken.get(id) ?? zero(amount.length), amount));
    this.used.set(reservation, taken);
    this.count(lot.indicator, amount);
  }

  /** 国家配置: written off at the approval itself; it never was in the locality's hands. */
  private drawDirectly({ direct, quantity }: DirectDraw): void {
    checkDocument(direct.document, true);
    const indicator = indicatorNamed(this.state, direct.indicator);
    const amount = quantityVector(indicator, quantity);
    checkYearOpen(this.state, direct.planYear);
    checkUnitNotFrozen(this.state, this.unit, this.asked);
    const { on } = this.draft;
    const yearEnd = lastDayOf(direct.planYear);
    const lot = this.draft.open({
      unit: this.unit,
      indicator: indicator.id,
      planYear: direct.planYear,
      planKind: 'national-direct',
      ...present({ project: this.asked.project }),
      document: direct.document,
      validFrom: formatDay(on),
      validUntil: formatDay((yearEnd < on ? on : yearEnd) as Day),
    });
    this.draft.move(outside(lot, 'source'), held(this.unit, lot, 'consumed'), amount);
    this.count(indicator.id, amount);
  }

  private takenOf(reservation: Reservation, lot: string, width: number): Vector {
    return this.used.get(reservation)?.get(lot) ?? zero(width);
  }

  private count(indicator: string, amount: Vector): void {
    const before = this.sums.get(indicator);
    this.sums.set(indicator, before === undefined ? amount : sum([before, amount], amount.length));
  }
}
