import { writeFile } from 'node:fs/promises';
import { lossInWords } from '#event-store';
import type { LostEntry } from '#read-models';
import { printJson, type Context, type Verb } from '../context.js';
import { Failed, reasonOf } from '../failure.js';
import { openInstallation } from '../local/installation.js';
import { progressOn } from '../output/progress.js';
import { renderTable } from '../output/table.js';
import { findLost, isAnythingLost, type Lost } from '../recover/lost.js';
import { putBack } from '../recover/put-back.js';

interface RecoverOptions {
  readonly yes: boolean;
  readonly to?: string;
  readonly json?: boolean;
}

/** Carries out the decision of a person after the log went back: the database follows its log again. */
export const recoverVerb: Verb = (program, context) => {
  program
    .command('recover')
    .description(
      'after a restore or failover of the log: list what it lost, put the rest back to it',
    )
    .option('--yes', 'do it; without, it only tells', false)
    .option('--to <file>', 'where the lost entries are kept (default: lost-<time>.jsonl)')
    .option('--json', 'print what was lost as JSON, for machines')
    .addHelpText('after', HELP)
    .action((options: RecoverOptions) => recover(options, context));
};

const HELP = `
Tells which entries this database has seen that its log does not hold, with their documents, and what was
published of them. With --yes it writes them to a file, one in a line as they were recorded, and puts read
models, snapshots and places of followers back to the log. It posts nothing: each entry is posted again by
those who answer for it, under the Idempotency-Key it had, after a look at what stands there now: see import.

Examples:
  npx muledger recover
  npx muledger recover --yes --to lost-2027-03-01.jsonl`;

const recover = async (options: RecoverOptions, { config, terminal }: Context): Promise<void> => {
  const installation = await openInstallation(config(), options.yes ? 'write' : 'read');
  const { pool, store, place } = installation;
  try {
    const lost = await findLost(pool, store);
    const file = options.yes && lost.entries.length > 0 ? fileOf(options) : undefined;
    if (file !== undefined) await keep(file, lost.entries);
    if (options.json) printJson(terminal, asJson(lost, options.yes, file));
    else terminal.out(inWords(lost, file));
    if (!isAnythingLost(lost) || !options.yes) return;
    const progress = progressOn(terminal, `putting ${place} back`);
    await putBack(pool, store, lost, (events) => progress.at(events, 0));
    progress.end();
    if (!options.json)
      terminal.out(
        'The database follows its log again. Start what was stopped; what still runs looks again within five minutes.\n',
      );
  } finally {
    await installation.close();
  }
};

const fileOf = ({ to }: RecoverOptions): string =>
  to ?? `lost-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.jsonl`;

/** Never over another one: what it holds may be nowhere else. */
const keep = async (file: string, entries: readonly LostEntry[]): Promise<void> => {
  const lines = entries.map((entry) => `${JSON.stringify(keptAs(entry))}\n`);
  await writeFile(file, lines.join(''), { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
    throw new Failed(`nothing was changed, the entries could not be kept: ${reasonOf(error)}`);
  });
};

const keptAs = ({ revision, body, metadata, ...entry }: LostEntry): object => ({
  ...entry,
  revision: String(revision),
  idempotencyKey: entry.entry,
  data: value(body),
  metadata: value(metadata),
});

const asJson = (lost: Lost, isDone: boolean, file: string | undefined): object => ({
  losses: lost.losses.map(plain),
  entries: lost.entries.map(keptAs),
  places: lost.places.map(({ told, ...place }) => ({ ...place, told: told.map(plain) })),
  undecided: lost.undecided.map(plain),
  ...(file === undefined ? {} : { file }),
  isDone: isDone && isAnythingLost(lost),
});

const plain = (one: object): object =>
  Object.fromEntries(
    Object.entries(one).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? String(value) : value,
    ]),
  );

const inWords = (lost: Lost, file: string | undefined): string => {
  if (!isAnythingLost(lost)) return 'The log holds all that this database has seen.\n';
  const lines = lost.losses.map((loss) => `${lossInWords(loss)}\n`);
  if (lost.entries.length > 0) lines.push(tableOf(lost.entries));
  for (const { follower, told } of lost.places) {
    const which = told.map(({ stream, revision }) => `${stream} up to revision ${revision}`);
    const what = which.length === 0 ? '' : `, and has told ${which.join(', ')}`;
    lines.push(`${follower}: stands on what the log does not hold${what}\n`);
  }
  for (const loss of lost.undecided)
    lines.push(`${loss.follower}: has told what is gone: ${lossInWords(loss)}\n`);
  if (file !== undefined) lines.push(`The lost entries are kept in ${file}\n`);
  else lines.push('Nothing was changed. Do it with: muledger recover --yes\n');
  return lines.join('');
};

const tableOf = (entries: readonly LostEntry[]): string =>
  renderTable(
    ['ledger', 'rev.', 'entry 登记', 'kind 种类', 'effective 生效', 'actor', 'document 文号'].map(
      (title) => ({ title }),
    ),
    entries.map(({ ledger, revision, entry, kind, effectiveOn, actor, document, approval }) => [
      ...[ledger, String(revision), entry, kind, effectiveOn, actor, document ?? approval ?? ''],
    ]),
  );

const value = (text: string): unknown => JSON.parse(text);
