import { held, outside, type AccountPath } from '#domain';
import type { ClientBase } from 'pg';
import { bucketOf } from '../codes.js';
import { decodeIndicator } from './indicator-codec.js';
import { Directory, type LedgerDirectory } from './directory.js';

type Row = readonly string[];

/**
 * Reads the numbers of a table set back, as they stand at its checkpoint. Every number is the stored one and none is
 * counted anew: columns come as text, whose order (1, 10, 11, 2) is not that of the numbers.
 */
export const loadDirectory = async (client: ClientBase, schema: string): Promise<Directory> => {
  const directory = new Directory();
  const { counters } = directory;
  const ledgers = new Map<number, LedgerDirectory>();
  const rows = async (columns: string, from: string): Promise<Row[]> => {
    const text = `select ${columns.replaceAll(/(\w+)(?=,|$)/g, '$1::text')} from ${schema}.${from}`;
    return (await client.query<string[]>({ text, rowMode: 'array' })).rows;
  };
  const ledgerOf = (no: string | undefined): LedgerDirectory => {
    const ledger = ledgers.get(Number(no));
    if (ledger === undefined)
      throw new Error(`the tables name ledger ${String(no)}, which is not there`);
    return ledger;
  };

  for (const [no, name = ''] of await rows('ledger_no, ledger', 'ledgers')) {
    const ledger = directory.restore(name, Number(no));
    ledgers.set(ledger.no, ledger);
  }
  // In the order of their definition: the last one of an indicator is in force.
  for (const [no, json = '', indicatorNo] of await rows(
    'ledger_no, definition, indicator_no',
    'indicators i order by i.revision, i.indicator_no',
  )) {
    ledgerOf(no).defineIndicator(decodeIndicator(json), Number(indicatorNo));
  }
  for (const [no, id = '', planKindNo] of await rows(
    'ledger_no, plan_kind, plan_kind_no',
    'plan_kinds',
  )) {
    ledgerOf(no).definePlanKind(id, Number(planKindNo));
  }
  const units = new Map<string, string>();
  for (const [no, unitNo = '', unit = ''] of await rows('ledger_no, unit_no, unit', 'units')) {
    ledgerOf(no).units.set(unit, Number(unitNo));
    units.set(unitNo, unit);
    counters.unit = Math.max(counters.unit, Number(unitNo));
  }
  await loadLots(rows, ledgerOf, directory, units);
  for (const [no, freeze = '', unit] of await rows(
    'f.ledger_no, f.freeze_entry, u.unit',
    `freezes f left join ${schema}.freeze_units u using (ledger_no, freeze_entry)
      where not exists (select from ${schema}.freeze_endings e
        where e.ledger_no = f.ledger_no and e.freeze_entry = f.freeze_entry)`,
  )) {
    const held = ledgerOf(no).freezeUnits.get(freeze) ?? new Set<string>();
    if (unit) held.add(unit);
    ledgerOf(no).freezeUnits.set(freeze, held);
  }
  return directory;
};

const loadLots = async (
  rows: (columns: string, from: string) => Promise<Row[]>,
  ledgerOf: (no: string | undefined) => LedgerDirectory,
  { counters }: Directory,
  units: ReadonlyMap<string, string>,
): Promise<void> => {
  const lots = new Map<string, string>();
  for (const [no, lotNo = '', lot = '', indicatorNo, planYear, planKindNo] of await rows(
    'ledger_no, lot_no, lot, indicator_no, plan_year, plan_kind_no',
    'lots',
  )) {
    const ledger = ledgerOf(no);
    const indicator = [...ledger.indicators.values()].find((one) => one.no === Number(indicatorNo));
    ledger.lots.set(lot, {
      no: Number(lotNo),
      indicatorNo: Number(indicatorNo),
      components: indicator?.components ?? [],
      planYear: Number(planYear),
      planKindNo: Number(planKindNo),
    });
    lots.set(lotNo, lot);
    counters.lot = Math.max(counters.lot, Number(lotNo));
  }
  for (const [no, accountNo, unitNo = '0', lotNo = '', bucketNo] of await rows(
    'ledger_no, account_no, unit_no, lot_no, bucket',
    'accounts',
  )) {
    const bucket = bucketOf(Number(bucketNo));
    const unit = units.get(unitNo);
    const lot = lots.get(lotNo) ?? '';
    const path = pathOf(unit, lot, bucket);
    const row = ledgerOf(no).lots.get(lot);
    if (row === undefined) throw new Error(`account ${String(accountNo)} is of no known lot`);
    const ref = { ...(unit === undefined ? {} : { unit }), lot, bucket };
    const account = {
      no: Number(accountNo),
      unitNo: Number(unitNo),
      lot: row,
      ref,
      bucket: Number(bucketNo),
    };
    ledgerOf(no).accounts.set(path, account);
    counters.account = Math.max(counters.account, account.no);
  }
};

const pathOf = (
  unit: string | undefined,
  lot: string,
  bucket: ReturnType<typeof bucketOf>,
): AccountPath => {
  if (bucket === 'source' || bucket === 'lapsed' || bucket === 'deducted')
    return outside(lot, bucket);
  return held(unit ?? '', lot, bucket);
};
