import { Command, CommanderError } from 'commander';
import { isOutage, LogDamaged } from '#event-store';
import { ConfigError } from '#platform';
import type { Context, Verb } from './context.js';
import { EXIT, Failed, reasonOf, WrongUse } from './failure.js';
import { balancesVerb } from './verbs/balances.js';
import { demoVerb } from './verbs/demo.js';
import { digestVerb } from './verbs/digest.js';
import { doctorVerb } from './verbs/doctor.js';
import { importVerb } from './verbs/import.js';
import { journalVerb } from './verbs/journal.js';
import { migrateLogVerb } from './verbs/migrate-log.js';
import { rebuildVerb } from './verbs/rebuild.js';
import { recoverVerb } from './verbs/recover.js';
import { replayVerb } from './verbs/replay.js';
import { startVerb } from './verbs/start.js';
import { statementVerb } from './verbs/statement.js';
import { tokenVerb } from './verbs/token.js';

/** In the order of the help text. */
const VERBS: readonly Verb[] = [
  startVerb,
  tokenVerb,
  demoVerb,
  balancesVerb,
  journalVerb,
  statementVerb,
  importVerb,
  replayVerb,
  digestVerb,
  rebuildVerb,
  recoverVerb,
  migrateLogVerb,
  doctorVerb,
];

/** Runs one command line and tells its exit code. It never throws. */
export const run = async (words: readonly string[], context: Context): Promise<number> => {
  const { terminal } = context;
  const program = new Command('muledger')
    .description('The open ledger of record for land quota (用地指标台账)')
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
    })
    .showHelpAfterError('(add --help for what it takes)')
    .exitOverride();
  for (const verb of VERBS) verb(program, context);
  // Sub-commands do not inherit what was set after they were made, and take no more words than they name.
  for (const command of program.commands)
    command
      .exitOverride()
      .allowExcessArguments(false)
      .showHelpAfterError('(add --help for what it takes)');
  try {
    await program.parseAsync([...words], { from: 'user' });
    return EXIT.done;
  } catch (error) {
    return exitCodeOf(error, words.includes('--json'), context);
  }
};

const exitCodeOf = (error: unknown, asJson: boolean, { terminal }: Context): number => {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.wrongUse;
  if (error instanceof WrongUse || error instanceof ConfigError) {
    terminal.err(`${error.message}\n`);
    return EXIT.wrongUse;
  }
  if (error instanceof Failed) {
    if (asJson && error.facts !== 'reported')
      terminal.out(`${JSON.stringify({ failed: error.message, ...error.facts }, null, 2)}\n`);
    terminal.err(`${error.message}\n`);
    return EXIT.failed;
  }
  if (error instanceof LogDamaged) {
    terminal.err(`log-damaged: ${error.message}; see: muledger doctor\n`);
    return EXIT.failed;
  }
  if (isOutage(error)) {
    // A stack helps nobody who runs it; to know that it may be begun again does.
    const cause = error instanceof Error && error.cause ? ` (${reasonOf(error.cause)})` : '';
    terminal.err(
      `broken off: ${reasonOf(error)}${cause}; begin it again when all it needs answers\n`,
    );
    return EXIT.failed;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.err(`${text}\n`);
  return EXIT.failed;
};
