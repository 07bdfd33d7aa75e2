export { UNIT_LEVELS, type UnitLevel, type UnitVersion } from './unit.js';
export { UnitRegistry, type UnitRows } from './unit-registry.js';
