import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import {
  printJson,
  serverOf,
  withServerOptions,
  type ServerOptions,
  type Verb,
} from '../context.js';
import { Failed, reasonOf, WrongUse } from '../failure.js';
import { decodeFile, UndecodableFile, type DecodedFile } from '../import/decode.js';
import { openingEntries, type OpeningEntry } from '../import/opening-entry.js';
import { readOpeningFile, type OpeningFile } from '../import/opening-file.js';
import { isOfRecover, postAgain } from '../recover/post-again.js';
import { inOrder } from '../import/problems.js';
import { recordedBefore } from '../import/recorded-before.js';
import { tableKey } from '../import/table-key.js';
import { readDate } from '../import/row.js';
import { shown } from '../import/totals.js';
import { UnitNames } from '../import/unit-names.js';
import { Answer } from '../server/answer.js';
import { listedUnits } from '../server/listed-units.js';
import type { ServerClient } from '../server/server-client.js';
import type { Terminal } from '../terminal.js';

interface ImportOptions extends ServerOptions {
  readonly effectiveOn: string;
  readonly documentNumber: string;
  readonly issuer: string;
  readonly documentDate: string;
  readonly title?: string;
  readonly id?: string;
  readonly indicator: string;
  readonly planYear?: number;
  readonly planKind?: string;
  readonly blankIsZero: boolean;
  readonly round: boolean;
  readonly ignoreColumn: readonly string[];
  readonly ownHoldings: boolean;
  readonly dryRun: boolean;
}

const date = (text: string): string => {
  const read = readDate(text);
  if (read !== undefined) return read;
  throw new InvalidArgumentError('expected a date, YYYY-MM-DD');
};

const year = (text: string): number => {
  if (/^(19|20|21)\d\d$/.test(text)) return Number(text);
  throw new InvalidArgumentError('expected a year, e.g. 2017');
};

export const importVerb: Verb = (program, context) => {
  const command = withServerOptions(
    program
      .command('import')
      .description(
        'bring opening balances (期初) from a table into the ledger, or post lost entries again',
      )
      .argument('<file>', 'table (UTF-8, GB18030 or UTF-16 text), or what "recover" kept (.jsonl)'),
  );
  describeOptions(command).action(async (file: string, options: ImportOptions) => {
    if (isOfRecover(file)) return postAgain(file, options, context);
    assertStated(options);
    const decoded = await readTable(file);
    const server = await serverOf(context, options, 'province');
    const units = await listedUnits(server, options.ledger, options.effectiveOn);
    const { ignoreColumn: ignoreColumns, ...rest } = options;
    const table = readOpeningFile(decoded.text, new UnitNames(units), { ...rest, ignoreColumns });
    if (table.problems.length > 0) throw refusedTable(file, table);
    const entries = entriesOf(table, decoded, options);
    const posted = await post(server, entries, options);
    const { answer } = posted;
    if (options.json) printJson(context.terminal, { ...summary(table, decoded), answer });
    else tell(context.terminal, table, decoded, { ...options, ...posted, entries: entries.length });
  });
};

/** Options that a table needs; entries that are posted again have their own. */
const NEEDED = {
  effectiveOn: '--effective-on <date>',
  documentNumber: '--document-number <number>',
  issuer: '--issuer <name>',
  documentDate: '--document-date <date>',
} as const;

/** @throws {WrongUse} in the words of the program for an option that is needed always */
const assertStated = (options: Partial<ImportOptions>): void => {
  for (const name of ['effectiveOn', 'documentNumber', 'issuer', 'documentDate'] as const)
    if (options[name] === undefined)
      throw new WrongUse(`required option '${NEEDED[name]}' not specified`);
};

const describeOptions = (command: Command): Command =>
  command
    .option(NEEDED.effectiveOn, 'day the balances are as of', date)
    .option(NEEDED.documentNumber, '文号 of the document the table belongs to')
    .option(NEEDED.issuer, '发文机关')
    .option(NEEDED.documentDate, '成文日期', date)
    .option('--title <text>', 'title of the document')
    .option(
      '--id <entryId>',
      'entry id (default: made from the table, so that none is posted twice)',
    )
    .option('--indicator <id>', 'of rows that name none', 'annual')
    .option('--plan-year <year>', 'of rows that name none', year)
    .option('--plan-kind <id>', 'of rows that name none, e.g. base, pool, project')
    .option('--blank-is-zero', 'an empty cell is zero; otherwise it is unknown, and refused', false)
    .option(
      '--round',
      'round figures that are no whole 1/300 m² (registers with 8 decimals)',
      false,
    )
    .option(
      '--ignore-column <head>',
      'leave out a column; may be repeated',
      (head: string, others: readonly string[]) => [...others, head],
      [],
    )
    .option(
      '--own-holdings',
      'a row of a unit above other rows is what it holds itself, not their total',
      false,
    )
    .option('--dry-run', 'check the table against the ledger and record nothing', false)
    .addHelpText('after', EXAMPLES);

const EXAMPLES = `
Columns (Chinese or English heads, also merged over two lines; the measure stands in the cell, in the
head, in a column 计量单位, or in a line 单位：万亩 above):
  代码 code | 名称 name                      the unit; a name alone must be unambiguous on that day
  指标 indicator, 计划年度 plan year, 计划类型 plan kind
  可用|预占|已使用 + 总量|农用地|耕地          available|reserved|consumed . total|farmland|cultivated
  预占到期日 expiresOn, 有效期起 validFrom, 有效期止 validUntil, 用途 purpose, 项目 project
Lines of 合计 and 小计 are checked, 其中 is not counted twice.

Lost entries (docs/runbooks/restore.md): each is posted under the key it had, as whoever it was posted by where
the server takes tokens of this machine; with --token all are posted as its owner.

Examples:
  npx muledger import lost-2027-03-01.jsonl
  npx muledger import opening.csv --effective-on 2017-01-01 --document-number 浙土资发〔2017〕1号 \\
    --issuer 浙江省国土资源厅 --document-date 2017-01-05 --plan-year 2016 --plan-kind base --dry-run`;

const readTable = async (file: string): Promise<DecodedFile> => {
  const bytes = await readFile(file).catch((error: unknown) => {
    throw new WrongUse(`${file} cannot be read: ${reasonOf(error)}`);
  });
  try {
    return decodeFile(bytes);
  } catch (error) {
    if (error instanceof UndecodableFile) throw new Failed(`${file}: ${error.message}`);
    throw error;
  }
};

const entriesOf = (
  table: OpeningFile,
  { sha256 }: DecodedFile,
  { effectiveOn, documentNumber, issuer, documentDate, title }: ImportOptions,
): OpeningEntry[] =>
  openingEntries(
    table,
    {
      number: documentNumber,
      issuer,
      date: documentDate,
      ...(title === undefined ? {} : { title }),
      sha256,
    },
    effectiveOn,
  );

/**
 * The same table again has the same key: the same file posts nothing, and the table saved in another encoding or order
 * is found in the ledger instead of counted twice.
 */
const post = async (
  server: ServerClient,
  entries: readonly OpeningEntry[],
  { ledger, id, dryRun }: ImportOptions,
): Promise<Posted> => {
  const key = id ?? tableKey(entries);
  const query = dryRun ? { dryRun: 'true' } : {};
  const [entry, ...others] = entries;
  if (entry === undefined) throw new Failed('the table holds nothing but zeros');
  try {
    if (others.length > 0) return await postAll(server, entries, ledger, key, query);
    const path = `/v1/ledgers/${ledger}/opening-balances`;
    const { status, body } = await server.postOnce(path, key, entry, query);
    const before = !dryRun && status === 200 ? new Answer(body).text('recordedAt') : undefined;
    return { answer: body, entry: key, before };
  } catch (error) {
    // A key of one's own may be that of any entry.
    if (!(error instanceof Failed) || id !== undefined) throw error;
    const found = await recordedBefore(server, ledger, [key, `${key}:1`], entry);
    if (found === undefined) throw error;
    return { answer: found.answer, entry: found.entry, before: found.recordedAt };
  }
};

const postAll = async (
  server: ServerClient,
  entries: readonly OpeningEntry[],
  ledger: string,
  key: string,
  query: Readonly<Record<string, string>>,
): Promise<Posted> => {
  const lines = entries.map((one) => ({ kind: 'opening-balances', ...one }));
  const batch = { atomic: true, entries: lines };
  const body = await server.post(`/v1/ledgers/${ledger}/batches`, key, batch, query);
  const results = 'dryRun' in query ? [] : new Answer(body).list('results');
  const isRepeat = results.length > 0 && results.every((line) => line.text('status') === '200');
  const before = isRepeat ? results[0]?.text('recordedAt') : undefined;
  return { answer: body, entry: `${key}:1`, before };
};

interface Posted {
  readonly answer: unknown;
  readonly entry: string;
  /** Instant at which the same table was recorded before; undefined when it is recorded now. */
  readonly before: string | undefined;
}

const refusedTable = (file: string, { problems }: OpeningFile): Failed => {
  const lines = inOrder(problems).map(({ line, column, message }) =>
    [line > 0 ? `line ${line}` : '', column, message].filter(Boolean).join(': '),
  );
  return new Failed(
    `${lines.join('\n')}\n${file}: ${problems.length} problem${problems.length > 1 ? 's' : ''}, nothing was posted`,
    { problems: inOrder(problems) },
  );
};

const summary = ({ rows, totals, parts }: OpeningFile, { encoding, sha256 }: DecodedFile) => ({
  rows: rows.length,
  partsLeftOut: parts.map(({ line }) => line),
  encoding,
  sha256,
  totals: totals.map(({ title, text, difference, component }) => ({
    title,
    stated: text,
    tailDifference: shown(difference, component),
  })),
});

interface TellOptions {
  readonly entries: number;
}

const tell = (
  { out }: Terminal,
  { rows, totals, subtotals, parts }: OpeningFile,
  { encoding, sha256 }: DecodedFile,
  {
    dryRun,
    before,
    entry,
    entries,
  }: Pick<ImportOptions & Posted, 'dryRun' | 'before' | 'entry'> & TellOptions,
): void => {
  const count = `${rows.length} row${rows.length > 1 ? 's' : ''}`;
  const now = dryRun ? 'would be posted' : `posted in ${entries} entr${entries > 1 ? 'ies' : 'y'}`;
  const what =
    before === undefined
      ? now
      : `already posted on ${before} as entry ${entry}: nothing was posted again`;
  out(`${count} ${what}\n`);
  out(`${encoding}, SHA-256 ${sha256}\n`);
  for (const { line, title, text, difference, component } of [...subtotals, ...totals])
    if (difference !== 0n)
      out(
        `line ${line}: ${title} ${text}, tail difference (尾差) ${shown(difference, component)}\n`,
      );
  if (parts.length > 0)
    out(`not counted again (其中): line ${parts.map(({ line }) => line).join(', ')}\n`);
};
