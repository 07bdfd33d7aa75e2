import { Failed } from '../../failure.js';
import { progressOn } from '../../output/progress.js';
import { Answer } from '../../server/answer.js';
import type { ServerClient } from '../../server/server-client.js';
import type { Terminal } from '../../terminal.js';
import { batchEntry, type Line } from '../play/line.js';
import { monthsOf } from '../play/months.js';
import type { Play } from '../play/play.js';
import { OPENING } from '../play/set-up.js';
import { PROVINCE_CODE } from '../units/zhejiang-units.js';
import type { DemoServer } from './demo-server.js';
import { problemCode } from './problem-code.js';

export const LEDGER = `/v1/ledgers/${PROVINCE_CODE}`;

/** What playing came to. */
export interface Played {
  /** Entries that were recorded now. */
  posted: number;
  /** Entries that were there before. */
  repeated: number;
  /** Of the last entry. */
  revision: bigint;
  /** Why the division that does not add up was refused. */
  refusedWith: string;
}

/** Told in full; the rest is a number. */
const PROBLEMS_TOLD = 5;

/** Posts the whole play, month by month. What is there already is not posted again. */
export const playThrough = async (
  server: DemoServer,
  play: Play,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Played> => {
  await openLedger(server.province);
  const months = monthsOf(play.lines);
  const total = months.reduce((sum, { days, lines }) => sum + days.length + lines.length, 0);
  const played: Played = { posted: 0, repeated: 0, revision: 0n, refusedWith: '' };
  const progress = progressOn(terminal, 'playing 2015–2021');
  try {
    for (const { name, days, lines } of months) {
      if (signal.aborted)
        throw new Failed(`stopped before ${name}; played again it goes on from there`);
      await postBatch(server.operator, `demo:days:${name}`, days, played);
      const { before, after } = aroundRefusal(play, lines);
      await postBatch(server.province, `demo:month:${name}`, before, played);
      if (after.length > 0) {
        played.refusedWith = await refusalOf(server.province, play.refused);
        await postBatch(server.province, `demo:month:${name}:2`, after, played);
      }
      const done = played.posted + played.repeated;
      progress.at(done, total);
      if (name.endsWith('-12') && !terminal.isWatched)
        terminal.err(`${name.slice(0, 4)} is played: ${done} of ${total} entries\n`);
    }
  } finally {
    progress.end();
  }
  return played;
};

const openLedger = async (province: ServerClient): Promise<void> => {
  try {
    await province.post('/v1/ledgers', 'demo:open', OPENING);
  } catch (error) {
    if (problemCode(error) !== 'ledger-already-open') throw error;
    throw new Failed(
      `ledger ${PROVINCE_CODE} of this server is open and is not the demonstration's.\n` +
        'Play on a server of its own: npx muledger demo --temporary',
      { code: 'ledger-already-open' },
    );
  }
};

/** The lines before the entry that a refusal comes before, and it with all others. */
const aroundRefusal = ({ refusedBefore }: Play, lines: readonly Line[]) => {
  const at = lines.findIndex(({ entryId }) => entryId === refusedBefore);
  return at < 0
    ? { before: lines, after: [] }
    : { before: lines.slice(0, at), after: lines.slice(at) };
};

const postBatch = async (
  server: ServerClient,
  key: string,
  lines: readonly Line[],
  played: Played,
): Promise<void> => {
  if (lines.length === 0) return;
  const body = { atomic: false, entries: lines.map(batchEntry) };
  const results = new Answer(await server.post(`${LEDGER}/batches`, key, body)).list('results');
  const problems: string[] = [];
  for (const result of results) {
    const status = result.text('status');
    if (status === '201') played.posted += 1;
    else if (status === '200') played.repeated += 1;
    else problems.push(problemOf(result));
    const revision = BigInt(result.optionalText('revision') ?? 0);
    if (revision > played.revision) played.revision = revision;
  }
  if (problems.length === 0) return;
  const told = problems.slice(0, PROBLEMS_TOLD).join('\n');
  throw new Failed(
    `${problems.length} of ${lines.length} entries of ${key} were refused:\n${told}`,
  );
};

const problemOf = (result: Answer): string => {
  const problem = result.object('problem');
  const detail = problem.optionalText('detail') ?? problem.text('title');
  return `${result.text('entryId')}: ${problem.text('code')}: ${detail}`;
};

/** Posts what must be refused, and tells the code. */
const refusalOf = async (server: ServerClient, { entryId, kind, body }: Line): Promise<string> => {
  try {
    await server.post(`${LEDGER}/${kind}`, entryId, body);
  } catch (error) {
    const code = problemCode(error);
    if (code !== undefined) return code;
    throw error;
  }
  throw new Failed(`${entryId} was recorded, although its division does not add up`);
};
