export {
  addDays,
  addYears,
  firstDayOf,
  formatDay,
  lastDayOf,
  parseDay,
  yearOf,
  type Day,
} from './day.js';
export { dayOfInstant, endOfDay } from './instant.js';
