import { dayOfInstant, formatDay, isFarBehind, type LedgerState } from '#domain';
import { LedgerViews, ReadModelNotReady, UnknownLedger } from '#read-models';
import { BrokenLog, ledgerStream, refusalStream } from '#ledger-stream';
import type { Installation } from '../local/installation.js';
import { brokenRules, REMEDY_OF_BROKEN } from '../replay/broken-rules.js';
import { compareWithReadModel } from '../replay/compare.js';
import { replayLedger } from '../replay/replay-ledger.js';
import { checked, ok, skipped, wrong, type Finding } from './check.js';

export interface LogCheckOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (events: number) => void;
}

interface Streams {
  readonly events: number;
  /** Next revision of each stream. */
  readonly heads: ReadonlyMap<string, bigint>;
  readonly gaps: readonly string[];
}

const PROGRESS_EVERY = 5_000;

/** Reads the whole log once: no stream may miss a revision. */
const readStreams = async (
  { store }: Installation,
  { signal, onProgress }: LogCheckOptions,
): Promise<Streams> => {
  const heads = new Map<string, bigint>();
  const gaps: string[] = [];
  let events = 0;
  for await (const { stream, revision } of store.readAll(null)) {
    signal.throwIfAborted();
    const due = heads.get(stream) ?? 0n;
    if (revision !== due) gaps.push(`${stream}: ${revision} stands where ${due} is due`);
    heads.set(stream, revision + 1n);
    events += 1;
    if (events % PROGRESS_EVERY === 0) onProgress(events);
  }
  return { events, heads, gaps };
};

export const checkLog = async (
  installation: Installation,
  options: LogCheckOptions,
): Promise<Finding[]> => {
  const { events, heads, gaps } = await readStreams(installation, options);
  if (gaps.length > 0) return [wrong('log', gaps.join('; '))];
  const findings = [
    ok('log', `${events} events in ${heads.size} streams, none missing`),
    ...foreignStreams([...heads.keys()]),
  ];
  const logOnly = findings.length;
  for (const stream of heads.keys())
    if (stream.startsWith(ledgerStream(''))) {
      const ledger = stream.slice(ledgerStream('').length);
      // What is wrong with one ledger must not keep the others from being looked at.
      findings.push(
        ...(await checked(`ledger ${ledger}`, () => checkLedger(installation, ledger, options))),
      );
    }
  if (findings.length === logOnly) findings.push(skipped('ledgers', 'none is open yet'));
  return findings;
};

/** Streams that are written to a log of ours. */
const OURS = [ledgerStream(''), refusalStream('')];
const NAMED_MAX = 5;

/** Another program writes to this log, or a person has. No reader of ours takes such events; their writer may do worse. */
export const foreignStreams = (streams: readonly string[]): readonly Finding[] => {
  const foreign = streams.filter((stream) => !OURS.some((own) => stream.startsWith(own)));
  if (foreign.length === 0) return [];
  const named = foreign.slice(0, NAMED_MAX).map((stream) => JSON.stringify(stream));
  const more = foreign.length - named.length;
  const names = [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ');
  return [
    wrong(
      'streams',
      `${foreign.length} of the log ${foreign.length === 1 ? 'is' : 'are'} none of ours: ${names}; no other program may write to this log`,
    ),
  ];
};

/** Nothing behind such an entry can be trusted, and no entry can undo it. */
const explainBroken = (error: unknown): never => {
  if (!(error instanceof BrokenLog)) throw error;
  throw new Error(`the log is broken: ${error.message}; ${REMEDY_OF_BROKEN}`, { cause: error });
};

/** The log may be sound and its tables not there: what is broken, and what to do. */
const whyAbsent = (error: unknown): string => {
  if (error instanceof ReadModelNotReady || error instanceof UnknownLedger)
    return `${error.message} in the tables; the log has it all: start a worker, or run muledger rebuild`;
  throw error;
};

const checkLedger = async (
  { pool, store }: Installation,
  ledger: string,
  { signal, onProgress }: LogCheckOptions,
): Promise<Finding[]> => {
  const replayed = await replayLedger({ store, ledger, signal, onProgress }).catch(explainBroken);
  const { entries, unbalanced, closesThatDiffer, fingerprint } = replayed;
  const name = `ledger ${ledger}`;
  if (unbalanced.length > 0)
    return [wrong(name, `not conserved: ${unbalanced.map((one) => one.indicator).join(', ')}`)];
  if (closesThatDiffer.length > 0)
    return [
      wrong(name, `closes that state other balances: revision ${closesThatDiffer.join(', ')}`),
    ];
  const sound = ok(name, `${entries} entries fold, fingerprint ${fingerprint.slice(0, 16)}…`);
  const readModel = `read model ${ledger}`;
  const head = await new LedgerViews(pool).head(ledger).catch(whyAbsent);
  if (typeof head === 'string') return [sound, wrong(readModel, head)];
  const revision = BigInt(entries) - 1n;
  if (head.revision < revision)
    return [sound, wrong(readModel, `${revision - head.revision} entries behind the log`)];
  const broken = await brokenRules(pool, ledger, replayed);
  const days = daysFinding(ledger, replayed.state);
  const differences = await compareWithReadModel(pool, ledger, replayed, undefined);
  const [first] = differences;
  return [
    broken.length === 0 ? sound : wrong(name, broken.join('; ')),
    ...days,
    first === undefined
      ? ok(readModel, `says the same at revision ${revision}`)
      : wrong(readModel, `${first}; see: muledger replay, muledger rebuild`),
  ];
};

/** Compares the clock of the machine with the log: days that are posted stay posted. */
export const daysFinding = (
  ledger: string,
  state: LedgerState,
  now = new Date(),
): readonly Finding[] => {
  const { clock, day } = state.head;
  if (clock !== 'wall') return [];
  const name = `days of ${ledger}`;
  const today = dayOfInstant(now.toISOString());
  const [date, last] = [formatDay(today), formatDay(day)];
  if (isFarBehind(state, today))
    return [
      wrong(
        name,
        `days-ahead: the last day of the ledger is ${last}, and the clock says ${date}; if the clock is right, start with MULEDGER_DAYS_CONFIRMED=${date}`,
      ),
    ];
  if (today < day)
    return [wrong(name, `the clock says ${date}, before the last day of the ledger, ${last}`)];
  return [ok(name, `the last is ${last}`)];
};
