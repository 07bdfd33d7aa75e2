import { BrokenLog } from '#ledger-stream';
import { ReadModelNotReady, RevisionNotYet, UnknownLedger } from '#read-models';
import { printJson, withLedgerOption, type Context, type Verb } from '../context.js';
import { Failed } from '../failure.js';
import { openInstallation, type Installation } from '../local/installation.js';
import { progressOn } from '../output/progress.js';
import { balanceRows, renderBalances } from '../replay/balance-rows.js';
import { brokenRules, REMEDY_OF_BROKEN } from '../replay/broken-rules.js';
import { compareWithReadModel } from '../replay/compare.js';
import { replayLedger, type ReplayedLedger } from '../replay/replay-ledger.js';
import { day } from './read-options.js';

interface ReplayOptions {
  readonly ledger: string;
  readonly to?: string;
  readonly json?: boolean;
}

export const replayVerb: Verb = (program, context) => {
  withLedgerOption(
    program
      .command('replay')
      .description(
        'fold the log from its first entry and compare what comes out with the read model',
      )
      .option('--to <date>', 'balances at the end of that day (截至, by effective date)', day),
  )
    .addHelpText('after', HELP)
    .action(async (options: ReplayOptions) => {
      const installation = await openInstallation(context.config(), 'read');
      try {
        await replayAndCompare(installation, options, context);
      } catch (error) {
        if (error instanceof BrokenLog)
          throw new Failed(`the log is broken: ${error.message}; ${REMEDY_OF_BROKEN}`);
        if (isBehind(error)) throw new Failed(`the read model is behind the log: ${error.message}`);
        throw error;
      } finally {
        await installation.close();
      }
    });
};

const isBehind = (error: unknown): error is Error =>
  error instanceof RevisionNotYet ||
  error instanceof UnknownLedger ||
  error instanceof ReadModelNotReady;

const HELP = `
The log is read from the database of this installation, whether its server runs or not, and every
rule is checked again. Exit code 1 when an entry breaks one or the read model says something else.

Examples:
  npx muledger replay --to 2017-06-30
  npx muledger replay --json > evidence.json`;

const replayAndCompare = async (
  { pool, store, place }: Installation,
  { ledger, to, json }: ReplayOptions,
  { terminal, signal }: Context,
): Promise<void> => {
  const progress = progressOn(terminal, `replaying ${ledger}`);
  const replayed = await replayLedger({
    ...{ store, ledger, signal },
    ...(to === undefined ? {} : { to }),
    onProgress: (entries) => progress.at(entries, 0),
  }).finally(() => progress.end());
  if (replayed.entries === 0) throw new Failed(`${place} has no ledger ${ledger}`);
  const differences = await compareWithReadModel(pool, ledger, replayed, to);
  const broken = await brokenRules(pool, ledger, replayed);
  const { entries, fingerprint, state } = replayed;
  const revision = String(replayed.revision);
  if (json)
    printJson(terminal, {
      ...{ ledger, asOf: to, entries, revision, recordedAt: state.lastRecordedAt, fingerprint },
      ...{ broken, differences, balances: balanceRows(replayed) },
    });
  else {
    terminal.out(renderBalances(replayed));
    terminal.out(`${entries} entries, to revision ${revision}\nfingerprint ${fingerprint}\n`);
  }
  const wrong = [...contradictions(replayed), ...broken, ...differences];
  if (wrong.length > 0) throw new Failed(wrong.join('\n'), 'reported');
  if (!json) terminal.out('every rule holds, and the read model says the same\n');
};

const contradictions = ({ unbalanced, closesThatDiffer }: ReplayedLedger): string[] => [
  ...unbalanced.map(
    ({ indicator, component, sum }) =>
      `${indicator} ${component} is off by ${sum} over all accounts`,
  ),
  ...closesThatDiffer.map((at) => `the close at revision ${at} states other balances`),
];
