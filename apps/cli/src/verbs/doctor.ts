import { printJson, serverUrl, type Context, type Verb } from '../context.js';
import { checked, ok, skipped, type Finding } from '../doctor/check.js';
import { checkDatabase, checkHeads, hasDatabase } from '../doctor/database.js';
import { checkLog } from '../doctor/log.js';
import { checkDataFolder, checkNode, checkServer } from '../doctor/machine.js';
import { Failed } from '../failure.js';
import { openInstallation } from '../local/installation.js';
import { progressOn } from '../output/progress.js';

interface DoctorOptions {
  readonly quick: boolean;
  readonly json?: boolean;
}

export const doctorVerb: Verb = (program, context) => {
  program
    .command('doctor')
    .description('check this machine, the database, the log and the read models; changes nothing')
    .option('--quick', 'do not read the log', false)
    .option('--json', 'print the findings as JSON, for machines')
    .addHelpText(
      'after',
      '\nExamples:\n  npx muledger doctor\n  npx muledger doctor --quick --json',
    )
    .action(async (options: DoctorOptions) => {
      const findings = await examine(options, context);
      const bad = findings.filter(({ state }) => state === 'wrong');
      if (options.json) printJson(context.terminal, findings);
      else for (const finding of findings) context.terminal.out(line(finding));
      if (bad.length > 0)
        throw new Failed(
          `${bad.length} of ${findings.length} checks found something wrong`,
          'reported',
        );
    });
};

const examine = async ({ quick }: DoctorOptions, context: Context): Promise<Finding[]> => {
  const config = context.config();
  const findings: Finding[] = [checkNode(), ok('configuration', `role ${config.role}`)];
  const add = async (name: string, check: () => Promise<Finding | readonly Finding[]>) => {
    findings.push(...(await checked(name, check)));
  };
  await add('data folder', () => checkDataFolder(config.dataDir));
  await add('server', async () => checkServer(await serverUrl({}, config), config));
  await add('PostgreSQL', async () => {
    if (!(await hasDatabase(config)))
      return skipped('PostgreSQL', 'no data yet: start the server once');
    const installation = await openInstallation(config, 'read');
    try {
      const found = [
        ...(await checkDatabase(installation, config)),
        ...(await checked('history', () => checkHeads(installation))),
      ];
      if (quick) return found;
      const progress = progressOn(context.terminal, 'reading the log');
      const { signal } = context;
      const onProgress = (events: number): void => progress.at(events, 0);
      const read = await checked('log', () => checkLog(installation, { signal, onProgress }));
      progress.end();
      return [...found, ...read];
    } finally {
      await installation.close();
    }
  });
  return findings;
};

const MARKS = { ok: '✓', wrong: '✗', skipped: '–' } as const;
const NAME_WIDTH = 20;

const line = ({ name, state, detail }: Finding): string =>
  `${MARKS[state]} ${name.padEnd(NAME_WIDTH)} ${detail}\n`;
