import { parseDay, UnitRegistry, type Indicator, type UnitLevel, type UnitVersion } from '#domain';
import type { Pool } from 'pg';
import { decodeIndicator } from '../projection/indicator-codec.js';
import { LIVE } from '../schema/names.js';
import { NotThere } from './errors.js';
import { RowReader, select } from './sql.js';

interface Numbered<T> {
  readonly no: number;
  readonly revision: bigint;
  readonly value: T;
}

interface UnitEnded {
  readonly unit: string;
  readonly on: string;
  readonly successors: readonly string[];
}

export interface PlanKindTitle {
  readonly id: string;
  readonly title: string | undefined;
}

/**
 * The words of one ledger: few, kept in memory, and only ever added to. What a reader sees of them is
 * cut at the revision it asks for.
 */
export class Catalog {
  private readonly unitNos = new Map<string, number>();
  private readonly unitIds = new Map<number, string>();
  private readonly newest: Registered;

  constructor(
    readonly revision: bigint,
    private readonly indicators: readonly Numbered<Indicator>[],
    private readonly planKinds: readonly Numbered<PlanKindTitle>[],
    private readonly versions: readonly Numbered<UnitVersion>[],
    private readonly endings: readonly Numbered<UnitEnded>[],
  ) {
    for (const { no, value } of versions) {
      this.unitNos.set(value.unitId, no);
      this.unitIds.set(no, value.unitId);
    }
    this.newest = new Registered(versions, endings);
  }

  /** Units as they were known at a revision. */
  registered(at: bigint): Registered {
    if (at >= this.revision) return this.newest;
    const known = <T>(all: readonly Numbered<T>[]): readonly Numbered<T>[] =>
      all.filter(({ revision }) => revision <= at);
    return new Registered(known(this.versions), known(this.endings));
  }

  indicator(no: number): Indicator {
    const found = this.indicators.findLast((one) => one.no === no);
    if (found === undefined) throw new RangeError(`no indicator has the number ${no}`);
    return found.value;
  }

  indicatorNo(id: string, at: bigint): number {
    const known = this.indicators.find(({ value, revision }) => value.id === id && revision <= at);
    if (known === undefined) throw new NotThere('indicator', id);
    return known.no;
  }

  planKind(no: number): string {
    return this.planKinds.find((one) => one.no === no)?.value.id ?? '';
  }

  planKindNo(id: string, at: bigint): number {
    const known = this.planKinds.find(({ value, revision }) => value.id === id && revision <= at);
    if (known === undefined) throw new NotThere('plan-kind', id);
    return known.no;
  }

  /** Plan kinds with their titles as known at a revision. */
  planKindsAt(at: bigint): readonly PlanKindTitle[] {
    const byId = new Map<string, PlanKindTitle>();
    for (const { value, revision } of this.planKinds) if (revision <= at) byId.set(value.id, value);
    return [...byId.values()];
  }

  indicatorsAt(at: bigint): readonly Indicator[] {
    const byId = new Map<string, Indicator>();
    for (const { value, revision } of this.indicators)
      if (revision <= at) byId.set(value.id, value);
    return [...byId.values()];
  }

  unitId(no: number): string | undefined {
    return this.unitIds.get(no);
  }

  get allUnitNos(): number[] {
    return [...this.unitIds.keys()];
  }

  unitNo(id: string): number {
    const no = this.unitNos.get(id);
    if (no === undefined) throw new NotThere('unit', id);
    return no;
  }
}

/** The units of a ledger as known at one revision. */
export class Registered {
  readonly registry = UnitRegistry.root();

  constructor(versions: readonly Numbered<UnitVersion>[], endings: readonly Numbered<UnitEnded>[]) {
    for (const { value } of versions) this.registry.register(value);
    for (const { value } of endings) {
      const day = parseDay(value.on);
      if (day !== undefined) this.registry.end(value.unit, day, value.successors);
    }
  }
}

export const loadCatalog = async (
  pool: Pool,
  ledgerNo: number,
  catalogRevision: bigint,
): Promise<Catalog> => {
  const rows = async (name: string, text: string): Promise<RowReader[]> =>
    (await select(pool, `catalog_${name}`, text, [ledgerNo])).map((row) => new RowReader(row));
  const indicators = await rows(
    'indicators',
    `select indicator_no, revision, definition from ${LIVE}.indicators where ledger_no = $1
      order by revision, indicator_no`,
  );
  const planKinds = await rows(
    'plan_kinds',
    `select plan_kind_no, revision, plan_kind, title from ${LIVE}.plan_kinds where ledger_no = $1
      order by revision, plan_kind_no`,
  );
  const versions = await rows(
    'units',
    `select v.unit_no, v.revision, u.unit, v.code, v.local_code, v.name, v.level, v.parent,
        v.in_force_from, v.planned_separately, v.holds_quota, v.note
      from ${LIVE}.unit_versions v join ${LIVE}.units u using (ledger_no, unit_no)
      where ledger_no = $1 order by v.revision, v.seq`,
  );
  const endings = await rows(
    'unit_endings',
    `select unit_no, revision, u.unit, ended_on, to_json(successors)
      from ${LIVE}.unit_endings join ${LIVE}.units u using (ledger_no, unit_no)
      where ledger_no = $1 order by revision, unit_no`,
  );
  return new Catalog(
    catalogRevision,
    indicators.map((r) => numbered(r, () => decodeIndicator(r.text()))),
    planKinds.map((r) => numbered(r, () => ({ id: r.text(), title: r.optional() }))),
    versions.map((r) => numbered(r, () => unitVersion(r))),
    endings.map((r) => numbered(r, () => ({ unit: r.text(), on: r.text(), successors: r.list() }))),
  );
};

const numbered = <T>(row: RowReader, value: () => T): Numbered<T> => ({
  no: row.int(),
  revision: row.big(),
  value: value(),
});

const LEVELS: readonly UnitLevel[] = ['province', 'city', 'county', 'zone'];

const unitVersion = (row: RowReader): UnitVersion => {
  const unitId = row.text();
  const code = row.optional();
  const localCode = row.optional();
  const name = row.text();
  const word = row.text();
  const level = LEVELS.find((one) => one === word);
  if (level === undefined) throw new TypeError(`no level of units is called ${word}`);
  const parent = row.optional();
  const from = row.text();
  const plannedSeparately = row.flag();
  const holdsQuota = row.flag();
  const note = row.optional();
  return {
    unitId,
    name,
    level,
    from,
    plannedSeparately,
    holdsQuota,
    ...(code === undefined ? {} : { code }),
    ...(localCode === undefined ? {} : { localCode }),
    ...(parent === undefined ? {} : { parent }),
    ...(note === undefined ? {} : { note }),
  };
};
