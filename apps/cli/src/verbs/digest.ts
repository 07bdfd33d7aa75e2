import { readFile } from 'node:fs/promises';
import { LogDigest, type StreamDigest } from '#event-store';
import { printJson, type Context, type Verb } from '../context.js';
import { Failed, reasonOf, WrongUse } from '../failure.js';
import { openInstallation, type Installation } from '../local/installation.js';
import { progressOn } from '../output/progress.js';
import { parseNoted } from '../digest/noted.js';

interface DigestOptions {
  readonly against?: string;
  readonly json?: boolean;
}

/** Tells the log in one line a stream, and whether it is the one whose lines were noted elsewhere. */
export const digestVerb: Verb = (program, context) => {
  program
    .command('digest')
    .description('one line for each stream of the log, that changes when any byte of it does')
    .option('--against <file>', 'compare with what an earlier `digest --json` printed')
    .option('--json', 'print the lines as JSON, for machines and for --against')
    .addHelpText('after', HELP)
    .action(async (options: DigestOptions) => {
      const noted = options.against === undefined ? undefined : await readNoted(options.against);
      const installation = await openInstallation(context.config(), 'read');
      try {
        const read = await digestLog(installation, noted ?? [], context);
        tell(read, noted, options, context);
      } finally {
        await installation.close();
      }
    });
};

const HELP = `
Note the lines before a backup and keep them elsewhere: whoever can change the log must not be able to
change them. A log that went on since is compared up to what was noted. Exit code 1 when it differs.

Examples:
  npx muledger digest --json > noted.json
  npx muledger digest --against noted.json`;

const readNoted = async (file: string): Promise<readonly StreamDigest[]> => {
  try {
    return parseNoted(await readFile(file, 'utf8'));
  } catch (error) {
    throw new WrongUse(`${file} is not what \`muledger digest --json\` prints: ${reasonOf(error)}`);
  }
};

interface DigestRead {
  readonly events: number;
  readonly streams: readonly StreamDigest[];
  /** What was noted and does not stand in the log, one line each. */
  readonly differences: readonly string[];
}

const PROGRESS_EVERY = 1_000;

const digestLog = async (
  { store }: Installation,
  noted: readonly StreamDigest[],
  { terminal, signal }: Context,
): Promise<DigestRead> => {
  const progress = progressOn(terminal, 'reading the log');
  const open = new Map(noted.map((one) => [one.stream, one]));
  const differences: string[] = [];
  const log = new LogDigest();
  let events = 0;
  try {
    for await (const event of store.readAll(null)) {
      signal.throwIfAborted();
      const { stream, revision, digest } = log.add(event);
      const due = open.get(stream);
      if (due?.revision === revision) {
        open.delete(stream);
        if (due.digest !== digest)
          differences.push(`${stream}: another log up to revision ${revision}`);
      }
      events += 1;
      if (events % PROGRESS_EVERY === 0) progress.at(events, 0);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    throw new Failed(`the log is broken: ${reasonOf(error)}`);
  } finally {
    progress.end();
  }
  const { streams } = log;
  for (const { stream, revision } of open.values()) {
    const head = streams.find((one) => one.stream === stream)?.revision;
    differences.push(
      `${stream}: revision ${revision} is not there, the log ends ${head === undefined ? 'before it' : `at ${head}`}`,
    );
  }
  return { events, streams, differences };
};

const tell = (
  { events, streams, differences }: DigestRead,
  noted: readonly StreamDigest[] | undefined,
  { json }: DigestOptions,
  { terminal }: Context,
): void => {
  const lines = streams.map(({ stream, revision, digest }) => ({
    ...{ stream, revision: String(revision), digest },
  }));
  if (json) printJson(terminal, { events, streams: lines, ...(noted && { differences }) });
  else for (const one of lines) terminal.out(`${one.stream} ${one.revision} ${one.digest}\n`);
  if (differences.length > 0) throw new Failed(differences.join('\n'), 'reported');
  if (noted !== undefined && !json)
    terminal.out(`${noted.length} noted streams stand in the log as they were noted\n`);
};
