import { parseDay, UnitRegistry, type Day } from '#domain';
import { UNIT_CHANGES } from './unit-changes.js';
import { openingUnits, PROVINCE, PROVINCE_CODE } from './zhejiang-units.js';

/** @throws {RangeError} when it is no date */
export const dayNamed = (text: string): Day => {
  const day = parseDay(text);
  if (day === undefined) throw new RangeError(`no date: ${text}`);
  return day;
};

/** Every unit of the demonstration with all its versions, as the ledger will know them at the end. */
export const everyUnit = (): UnitRegistry => {
  const registry = UnitRegistry.root();
  registry.register({
    unitId: PROVINCE,
    code: PROVINCE_CODE,
    name: '浙江省',
    level: 'province',
    from: '1950-01-01',
    holdsQuota: true,
  });
  for (const unit of openingUnits()) registry.register(unit);
  for (const { on, units, ended } of UNIT_CHANGES) {
    for (const unit of units) registry.register(unit);
    for (const { unit, successors } of ended) registry.end(unit, dayNamed(on), successors);
  }
  return registry;
};
