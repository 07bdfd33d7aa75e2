import type { CampaignFigures, CampaignState } from './campaign.js';
import type { RoundFigures } from './round.js';

const COLUMNS = [
  ['round', 5],
  ['killed', 9],
  ['processes', 9],
  ['after answers', 13],
  ['unanswered', 10],
  ['were there', 10],
  ['recorded now', 12],
  ['refused', 7],
  ['recovered ms', 12],
  ['acknowledged', 12],
  ['in the log', 10],
  ['faults', 6],
] as const;

const line = (cells: readonly (string | number)[]): string =>
  COLUMNS.map(([, width], n) => String(cells[n] ?? '').padStart(width)).join('  ');

export const tableHead = line(COLUMNS.map(([name]) => name));

export const tableLine = (one: RoundFigures & CampaignState): string =>
  line([
    one.round + 1,
    one.victim,
    one.processes,
    one.killedAfter,
    one.unanswered,
    one.wereThere,
    one.recordedNow,
    one.refused,
    Math.round(one.recoveredMs),
    one.acknowledged,
    one.entries,
    one.faults.length,
  ]);

/** The whole campaign in one line. */
export const tableSummary = ({ rounds, kills, acknowledged, refused, faults }: CampaignFigures) => {
  const sum = (of: (round: RoundFigures) => number): number =>
    rounds.reduce((total, round) => total + of(round), 0);
  const slowest = Math.max(...rounds.map(({ recoveredMs }) => recoveredMs));
  return [
    `${rounds.length} rounds`,
    `kills: ${kills.server} of a server, ${kills.worker} of a worker, ${kills.starting} of one that was starting, ${kills.database} of PostgreSQL, ${kills.backend} of a backend`,
    `cuts: ${kills.request} of an append before it was written, ${kills.answer} after; the log was away ${kills.log} times`,
    `${acknowledged} entries acknowledged, refused: ${[...refused].map(([code, n]) => `${n} ${code}`).join(', ')}`,
    `${sum(({ unanswered }) => unanswered)} commands unanswered and all settled by a retry, ${sum(({ wereThere }) => wereThere)} of their entries were there`,
    `slowest recovery ${Math.round(slowest)} ms`,
    `${faults.length} faults`,
  ].join('; ');
};
