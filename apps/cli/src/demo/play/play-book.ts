import type { UnitRegistry } from '#domain';
import { dayNamed, everyUnit } from '../units/every-unit.js';
import { add, covers, noLand, stated, subtract, type Land } from './land.js';
import type { Body, Line, Said } from './line.js';
import { approvalNumber, SYNTHETIC } from './marks.js';

/** What a unit has available of a lot, as far as the play has been written. */
export interface Holding {
  readonly lot: string;
  readonly unit: string;
  readonly planYear: number;
  readonly firstPlanYear: number;
  readonly planKind: string;
  readonly project?: string;
  readonly purpose?: string;
  /** The first day it may be used. */
  readonly from: string;
  /** What it was taken from. */
  readonly parent?: Holding;
  left: Land;
}

export interface Reservation {
  readonly id: string;
  readonly holding: Holding;
  readonly land: Land;
}

export interface Given {
  readonly unit: string;
  readonly land: Land;
  readonly project?: string;
  readonly purpose?: string;
}

type Terms = Pick<Holding, 'planYear' | 'planKind'>;

/**
 * The play while it is written: every entry, and what each unit then has. It holds the books itself because entries
 * name lots and because at the end of a year somebody must say what becomes of the rest.
 */
export class PlayBook {
  readonly lines: Line[] = [];
  readonly holdings: Holding[] = [];
  readonly units: UnitRegistry = everyUnit();
  private readonly serials = new Map<string, number>();

  post(kind: string, id: string, on: string, body: Body): string {
    const entryId = `demo:${id}`;
    this.lines.push({ entryId, kind, on, body: { effectiveOn: on, ...body } });
    return entryId;
  }

  /** The code a unit has on a day, as a clerk would write it. */
  code(unit: string, on: string): string {
    const version = this.units.on(unit, dayNamed(on));
    if (version === undefined) throw new RangeError(`${unit} is not in force on ${on}`);
    return version.code ?? version.localCode ?? unit;
  }

  /** The next number of a kind of a year: of approvals, of projects. */
  serial(name: string): number {
    const next = (this.serials.get(name) ?? 0) + 1;
    this.serials.set(name, next);
    return next;
  }

  issue(
    id: string,
    { on, document, note }: Said,
    {
      unit,
      planYear,
      planKind,
      land,
      preIssued,
    }: Terms & {
      readonly unit: string;
      readonly land: Land;
      readonly preIssued?: boolean;
    },
  ): Holding {
    const entryId = this.post('issuances', id, on, {
      ...{ unit: this.code(unit, on), indicator: 'annual', planYear, planKind, document, note },
      quantity: stated(land),
      ...(preIssued === true ? { preIssued } : {}),
    });
    return this.hold({ lot: `${entryId}.1`, unit, planYear, planKind, from: on, left: land });
  }

  /** Splits part of a holding into lots of other kinds or purposes, in the order given. */
  split(
    id: string,
    { on, document, note }: Said,
    from: Holding,
    parts: readonly {
      readonly planKind?: string;
      readonly purpose?: string;
      readonly land: Land;
    }[],
  ): Holding[] {
    const { lot, unit } = from;
    const entryId = this.post('splits', id, on, {
      ...{ unit: this.code(unit, on), lot, document, note },
      parts: parts.map(({ land, ...part }) => ({ ...part, quantity: stated(land) })),
    });
    return parts.map(({ land, ...terms }, i) => {
      this.take(from, land);
      return this.open(from, `${entryId}.${i + 1}`, { ...terms, from: on, left: land });
    });
  }

  allocate(id: string, said: Said, from: Holding, to: readonly Given[]): Holding[] {
    const { on, document, note } = said;
    const entryId = this.post('allocations', id, on, {
      ...{ fromUnit: this.code(from.unit, on), lot: from.lot, document, note },
      to: to.map(({ unit, land, ...terms }) => ({
        ...{ unit: this.code(unit, on), quantity: stated(land) },
        ...terms,
      })),
    });
    return to.map(({ land, ...terms }, i) => {
      this.take(from, land);
      return this.open(from, `${entryId}.${i + 1}`, { ...terms, from: on, left: land });
    });
  }

  transfer(
    id: string,
    said: Said,
    from: Holding,
    to: string,
    land: Land,
    more: Body = {},
  ): Holding {
    const { on, document, note } = said;
    this.take(from, land);
    const entryId = this.post('transfers', id, on, {
      ...{ fromUnit: this.code(from.unit, on), toUnit: this.code(to, on), lot: from.lot },
      ...{ quantity: stated(land), document, note, ...more },
    });
    return this.open(from, `${entryId}.1`, { unit: to, from: on, left: land });
  }

  /** 预占 for a batch, or for the project the lot is bound to. */
  reserve(id: string, on: string, holding: Holding, land: Land, expiresOn: string): Reservation {
    this.take(holding, land);
    const { lot, unit, project, purpose } = holding;
    const entryId = this.post('reservations', id, on, {
      ...{ unit: this.code(unit, on), draws: [{ lot, quantity: stated(land) }], expiresOn },
      ...(project === undefined ? { batch: `示例批次 ${id}` } : { project }),
      ...(purpose === undefined ? {} : { purpose }),
      note: SYNTHETIC,
    });
    return { id: entryId, holding, land };
  }

  release(id: string, on: string, { id: reservation, holding, land }: Reservation): void {
    holding.left = add(holding.left, land);
    this.post('releases', id, on, { reservation, note: `项目出库,${SYNTHETIC}` });
  }

  /** 使用(核销) of what was reserved; the rest of the reservation is released with it. */
  consumeReserved(id: string, on: string, reservation: Reservation, land: Land): string {
    const { holding } = reservation;
    holding.left = add(holding.left, subtract(reservation.land, land));
    return this.approve(id, on, holding, {
      draws: [{ reservation: reservation.id, lot: holding.lot, quantity: stated(land) }],
      final: true,
    });
  }

  consume(id: string, on: string, holding: Holding, land: Land, more: Body = {}): string {
    this.take(holding, land);
    return this.approve(id, on, holding, {
      draws: [{ lot: holding.lot, quantity: stated(land) }],
      ...more,
    });
  }

  /** A conversion approval. Its number is the next of the year unless the body names one. */
  approve(
    id: string,
    on: string,
    { unit, project }: Pick<Holding, 'unit' | 'project'>,
    body: Body,
  ): string {
    const code = this.code(unit, on);
    const serial = this.serial(`approval ${on.slice(0, 4)}`);
    return this.post('consumptions', id, on, {
      unit: code,
      approval: this.approval(on, serial),
      ...(project === undefined ? {} : { project }),
      parcels: [`示例-${code}-${on.slice(0, 4)}-${String(serial).padStart(4, '0')}`],
      note: SYNTHETIC,
      ...body,
    });
  }

  approval(on: string, serial: number): Body {
    return { number: approvalNumber(Number(on.slice(0, 4)), serial), date: on };
  }

  hold(holding: Omit<Holding, 'firstPlanYear'> & { readonly firstPlanYear?: number }): Holding {
    const held = { firstPlanYear: holding.planYear, ...holding };
    this.holdings.push(held);
    return held;
  }

  /** A lot taken from another. */
  open(
    parent: Holding,
    lot: string,
    terms: Partial<Holding> & Pick<Holding, 'from' | 'left'>,
  ): Holding {
    return this.hold({ ...parent, ...terms, lot, parent });
  }

  /** @throws {RangeError} the play would overdraw the lot */
  take(holding: Holding, land: Land): void {
    if (!covers(holding.left, land))
      throw new RangeError(`${holding.lot} does not hold ${land.join('/')}`);
    holding.left = subtract(holding.left, land);
  }

  /** Takes all that is left. */
  takeAll(holding: Holding): Land {
    const { left } = holding;
    holding.left = noLand();
    return left;
  }
}

/** @throws {RangeError} the unit has none of them */
export const holdingOf = (holdings: readonly Holding[], unit: string): Holding => {
  const found = holdings.find((holding) => holding.unit === unit);
  if (found === undefined) throw new RangeError(`${unit} has none of these lots`);
  return found;
};
