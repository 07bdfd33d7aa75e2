import { printJson, type Verb } from '../context.js';
import { Failed } from '../failure.js';
import { ledgerModel } from '#ledger-stream';
import {
  rebuild,
  RebuildRunning,
  SetsDiffer,
  TablesNewer,
  type RebuildProgress,
} from '#read-models';
import { openInstallation } from '../local/installation.js';
import { progressOn } from '../output/progress.js';

/** Rebuilds the read models beside the live ones, compares, switches. A server may run meanwhile. */
export const rebuildVerb: Verb = (program, { terminal, config, signal }) => {
  program
    .command('rebuild')
    .description('build the read models anew from the log, compare them, and switch')
    .option('--json', 'print the outcome as JSON, for machines')
    .addHelpText('after', '\nExample:\n  npx muledger rebuild')
    .action(async ({ json }: { readonly json?: boolean }) => {
      const installation = await openInstallation(config(), 'write');
      const { pool, store, place } = installation;
      const progress = progressOn(terminal, `rebuilding in ${place}`);
      const onProgress = ({ events }: RebuildProgress): void => progress.at(events, 0);
      const started = performance.now();
      try {
        const { events, compared, setAside } = await rebuild({
          ...{ pool, store, onProgress, signal },
          decode: (recorded) => ledgerModel.decode(recorded),
        });
        const seconds = (performance.now() - started) / 1000;
        progress.end();
        const notWhole = setAside.map(({ revision, passed, ...one }) => ({
          ...one,
          revision: String(revision),
          passed: String(passed),
        }));
        if (json) printJson(terminal, { events, compared, seconds, setAside: notWhole });
        if (notWhole.length > 0) throw new Failed(notToTheEnd(notWhole));
        if (json) return;
        const rate = Math.round(events / Math.max(seconds, 0.001));
        terminal.out(`${events} events in ${seconds.toFixed(1)} s (${rate}/s), `);
        terminal.out(compared ? 'the same as before\n' : 'nothing to compare with\n');
      } catch (error) {
        progress.end();
        if (error instanceof TablesNewer)
          throw new Failed(
            `${error.message}, which a newer version of this program made: use that one`,
          );
        if (error instanceof RebuildRunning) throw new Failed('another rebuild is under way');
        if (error instanceof SetsDiffer)
          throw new Failed(`the rebuilt tables differ, the live ones stay: ${error.message}`);
        throw error;
      } finally {
        await installation.close();
      }
    });
};

/** The new tables are in place; what they lack must not look like the whole. */
const notToTheEnd = (
  ledgers: readonly {
    readonly ledger: string;
    readonly revision: string;
    readonly reason: string;
  }[],
): string =>
  [
    'the tables are rebuilt, but not to the end of these ledgers:',
    ...ledgers.map(
      ({ ledger, revision, reason }) => `  ${ledger} ends before revision ${revision}: ${reason}`,
    ),
  ].join('\n');
