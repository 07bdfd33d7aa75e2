import { formatDay, lastDayOf } from '../../calendar/index.js';
import { add, isZero, min, subtract, zero, type Vector } from '../../quantity/index.js';
import { held, outside } from '../account.js';
import type { AutomaticDraw, ConsumeQuota, DirectDraw, Draw } from '../commands.js';
import { EntryDraft } from '../entry-draft.js';
import { entryData, present, startEntry, type CitedEntries } from '../entry.js';
import type { QuotaConsumed } from '../events.js';
import { isSameNumber } from '../folded.js';
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
import type { Lot } from '../lot.js';
import { refuse } from '../refusals.js';
import { permit } from '../rights.js';
import type { LedgerState, Reservation } from '../state.js';
import { checkApprovalDate, checkUnused, checkIndicatorsTogether, checkLand } from './approvals.js';
import {
  checkAskedDraws,
  drawableLeft,
  fromNarrowest,
  pickAllDraws,
  Sums,
  type PickedDraw,
  type Wanted,
} from './draws.js';
import { checkLeft, checkNotBefore, openReservationNamed, releaseRest } from './reservations.js';
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
  checkAskedDraws(state, data);
  for (const draw of data.draws ?? []) {
    if ('direct' in draw) checkDocument(draw.direct.document, true, state.head.day);
  }
  checkApprovalDate(data.approval, on);
  const unit = holderOn(state, data.unit, on);
  const actorUnit = permit(state, 'ConsumeQuota', data.actor, { from: unit });
  checkTime(state, on);

  const consumption = new Consumption(state, new EntryDraft(state, data.entryId, on), unit, data);
  const { draws = [], automatic = [] } = data;
  for (const draw of draws) consumption.draw(draw);
  for (const one of fromNarrowest(automatic)) consumption.drawAutomatically(one);
  const project = data.project ?? consumption.project();
  checkIndicatorsTogether(state, consumption.indicators());
  checkUnused(state, cited, {
    use: 'consumption',
    approval: data.approval.number,
    ...present({ project }),
    indicators: [...consumption.indicators()],
    parcels: data.parcels ?? [],
  });
  // Beside named draws it would be passed over in silence, whatever it names. A used approval is refused before.
  if (data.reservation !== undefined && data.automatic === undefined) {
    refuse('draws-malformed', { field: 'reservation' });
  }
  consumption.checkFacts(data.land);
  consumption.takeAvailable();
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

/**
 * A consumption while it is put together. What is cited is judged draw by draw; whether it is frozen or held is asked
 * at the end, when the approval as a whole was found in order.
 */
class Consumption {
  private readonly sums = new Sums();
  private readonly used = new Map<Reservation, Map<string, Vector>>();
  private readonly drawn: { readonly lot: Lot | undefined; readonly use: Use }[] = [];
  private readonly wanted: { readonly wanted: Wanted; readonly use: Use }[] = [];

  constructor(
    private readonly state: LedgerState,
    readonly draft: EntryDraft,
    private readonly unit: string,
    private readonly asked: ConsumeQuota['data'],
  ) {}

  draw(draw: Draw | DirectDraw): void {
    if ('direct' in draw) return this.drawDirectly(draw);
    if (draw.reservation !== undefined) return this.drawReserved(draw, draw.reservation);
    const picked = availableDraw(this.state, this.unit, draw, this.draft.on, this.asked);
    this.sums.add(picked.lot.indicator, picked.amount);
    this.drawn.push({ lot: picked.lot, use: this.asked });
    this.consumeAvailable(picked);
  }

  /** The reservation first, then what is available. */
  drawAutomatically(asked: AutomaticDraw): void {
    const indicator = indicatorNamed(this.state, asked.indicator);
    let amount = quantityVector(indicator, asked.quantity);
    this.sums.add(indicator.id, amount);
    let use: Use = this.asked;
    if (this.asked.reservation !== undefined) {
      const reservation = this.usable(this.asked.reservation);
      use = { ...this.asked, project: reservation.project, purpose: reservation.purpose };
      for (const [lot, left] of drawableLeft(this.state, reservation, use, this.draft.on)) {
        const { id } = lot;
        if (lot.indicator !== asked.indicator) continue;
        const taken = min(amount, subtract(left, this.takenOf(reservation, id, left.length)));
        if (isZero(taken)) continue;
        this.consumeReserved(reservation, id, taken);
        amount = subtract(amount, taken);
      }
    }
    if (!isZero(amount)) this.wanted.push({ wanted: { ...asked, amount }, use });
  }

  indicators(): ReadonlySet<string> {
    return this.sums.indicators();
  }

  /** The project of the reservations, where the command names none. */
  project(): string | undefined {
    for (const { project } of this.used.keys()) if (project !== undefined) return project;
    return undefined;
  }

  checkFacts(land: ConsumeQuota['data']['land']): void {
    for (const [id, total] of this.sums.entries()) {
      const indicator = indicatorNamed(this.state, id);
      checkNesting(indicator, total);
      checkLand(land, indicator, total);
    }
  }

  takeAvailable(): void {
    for (const { lot, use } of this.drawn) {
      if (lot === undefined) checkUnitNotFrozen(this.state, this.unit, use);
      else checkNotFrozen(this.state, this.unit, lot, use);
    }
    for (const [reservation, taken] of this.used) checkLeft(this.state, reservation, taken);
    for (const { wanted, use } of this.wanted) {
      for (const picked of pickAllDraws(this.state, this.draft, this.unit, wanted, use)) {
        this.consumeAvailable(picked);
      }
    }
  }

  releaseRests(): void {
    for (const [reservation, taken] of this.used) {
      releaseRest(this.state, this.draft, reservation, taken);
    }
  }

  private consumeAvailable({ lot, amount }: PickedDraw): void {
    const from = held(this.unit, lot.id, 'available');
    this.draft.move(from, held(this.unit, lot.id, 'consumed'), amount);
  }

  private drawReserved(draw: Draw, id: string): void {
    const reservation = this.usable(id);
    const lot = liveLot(this.state, draw.lot);
    const amount = quantityVector(this.state.indicatorOf(lot), draw.quantity);
    this.sums.add(lot.indicator, amount);
    this.consumeReserved(reservation, lot.id, amount);
  }

  /** A reservation that may be used; from here on it is one of this consumption. */
  private usable(id: string): Reservation {
    const { state, asked, draft } = this;
    const reservation = openReservationNamed(state, id);
    if (reservation.unit !== this.unit) {
      refuse('reservation-of-other-unit', { reservation: id, unit: reservation.unit });
    }
    checkNotBefore(reservation.reservedOn, draft.on, id);
    const isPast = reservation.expiresOn < state.head.day && !reservation.reopened;
    if (reservation.expiresOn < draft.on || isPast) {
      refuse('reservation-expired', {
        reservation: id,
        expiresOn: formatDay(reservation.expiresOn),
        ledgerDay: formatDay(state.head.day),
      });
    }
    // One entry is of one project, otherwise the approval would be held for the first of several only.
    const project = asked.project ?? this.project();
    if (
      project !== undefined &&
      reservation.project !== undefined &&
      !isSameNumber(project, reservation.project)
    ) {
      refuse('reservation-of-other-project', { reservation: id, project: reservation.project });
    }
    if (!this.used.has(reservation)) this.used.set(reservation, new Map());
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
    this.drawn.push({ lot, use });
    this.draft.move(
      held(this.unit, id, 'reserved'),
      held(this.unit, id, 'consumed'),
      amount,
      reservation.id,
    );
    const taken = this.used.get(reservation) ?? new Map<string, Vector>();
    taken.set(id, add(taken.get(id) ?? zero(amount.length), amount));
    this.used.set(reservation, taken);
  }

  /** 国家配置: written off at the approval itself; it never was in the locality's hands. */
  private drawDirectly({ direct, quantity }: DirectDraw): void {
    const indicator = indicatorNamed(this.state, direct.indicator);
    const amount = quantityVector(indicator, quantity);
    checkYearOpen(this.state, direct.planYear);
    this.drawn.push({ lot: undefined, use: this.asked });
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
      validUntil: formatDay(yearEnd < on ? on : yearEnd),
    });
    this.draft.move(outside(lot, 'source'), held(this.unit, lot, 'consumed'), amount);
    this.sums.add(indicator.id, amount);
  }

  private takenOf(reservation: Reservation, lot: string, width: number): Vector {
    return this.used.get(reservation)?.get(lot) ?? zero(width);
  }
}
