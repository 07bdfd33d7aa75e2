import { addDays, formatDay } from '#domain';
import { dayNamed } from '../units/every-unit.js';
import { OPENS_ON } from '../units/zhejiang-units.js';
import type { Line } from './line.js';
import { LAST_YEAR } from './plan-years.js';

/** One month of the play: its days pass first, then its papers are registered. */
export interface Month {
  /** YYYY-MM */
  readonly name: string;
  readonly days: readonly Line[];
  readonly lines: readonly Line[];
}

export const ENDS_ON = `${LAST_YEAR}-12-31`;

/** 日切. The day has no figure, so nothing in it is synthetic. */
const dayLine = (date: string): Line => ({
  entryId: `day:${date}`,
  kind: 'days',
  on: date,
  body: { date },
});

/** The lines by month, from the opening to the last day. The ledger opens on the first day, which is not advanced to. */
export const monthsOf = (lines: readonly Line[]): readonly Month[] => {
  const months = new Map<string, { days: Line[]; lines: Line[] }>();
  const last = dayNamed(ENDS_ON);
  for (let day = dayNamed(OPENS_ON); day <= last; day = addDays(day, 1)) {
    const date = formatDay(day);
    const name = date.slice(0, 7);
    const month = months.get(name) ?? { days: [], lines: [] };
    months.set(name, month);
    if (date !== OPENS_ON) month.days.push(dayLine(date));
  }
  for (const line of lines) months.get(line.on.slice(0, 7))?.lines.push(line);
  return [...months].map(([name, month]) => ({ name, ...month }));
};
