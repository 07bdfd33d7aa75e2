export { UNIT_LEVELS, type UnitLevel, type UnitVersion } from './unit.js';
export { UnitRegistry } from './unit-registry.js';
