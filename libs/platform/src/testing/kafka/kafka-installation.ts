import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { programEnvironment } from '../../config/environment.js';

/** An Apache Kafka that can be run. */
export interface KafkaInstallation {
  /** Of the JVM: every library of the broker. */
  readonly classPath: string;
  /** Of the JVM: its classes as they are in memory, with which it starts in a third of the time. May be absent. */
  readonly archive: string;
}

/** Why there is none on this machine. Whoever tests with it says so and skips. */
export interface KafkaMissing {
  readonly missing: string;
}

/** Kafka 4 brokers need it. */
const JAVA_MIN = 17;
const POM = 'scripts/kafka/pom.xml';
const CACHE = 'node_modules/.cache/muledger/kafka';
const RESOLVE_MS_MAX = 300_000;

interface Ran {
  readonly ok: boolean;
  readonly output: string;
}

type Run = (program: string, args: readonly string[], timeout?: number) => Promise<Ran>;

const runIn =
  (env: Readonly<Record<string, string>>): Run =>
  (program, args, timeout = 30_000) =>
    new Promise((resolve) => {
      execFile(program, [...args], { env, timeout }, (error, stdout, stderr) =>
        resolve({ ok: error === null, output: `${stdout}${stderr}` }),
      );
    });

/**
 * Looks for Java and for the broker, which Maven resolves the first time.
 * @param root folder of the repository
 */
export const findKafka = async (
  root = process.cwd(),
  // Maven finds its settings and what it fetched before in the home folder.
  environment: Readonly<Record<string, string>> = { ...programEnvironment(), HOME: homedir() },
): Promise<KafkaInstallation | KafkaMissing> => {
  const run = runIn(environment);
  const java = await run('java', ['-version']);
  const [, major] = /version "(?:1\.)?(\d+)/.exec(java.output) ?? [];
  if (!java.ok || major === undefined) return { missing: 'there is no Java' };
  if (Number(major) < JAVA_MIN)
    return { missing: `Java ${JAVA_MIN} or newer is needed, this is ${major}` };
  const pom = path.join(root, POM);
  const version = createHash('sha256')
    .update(await readFile(pom))
    .digest('hex')
    .slice(0, 12);
  const libraries = path.join(root, CACHE, version);
  if (!(await stat(libraries).catch(() => undefined))) {
    if (!(await run('mvn', ['--version'])).ok) return { missing: 'there is no Maven' };
    const failed = `${libraries}.failed`;
    const why = (await failedLately(failed)) ?? (await resolveLibraries(run, pom, libraries));
    if (why !== undefined) {
      await writeFile(failed, why);
      return { missing: why };
    }
  }
  return { classPath: path.join(libraries, '*'), archive: `${libraries}.jsa` };
};

/** Every file of the tests asks, and Maven takes its time to find out that a repository does not answer. */
const FAILED_MS = 300_000;
const failedLately = async (file: string): Promise<string | undefined> => {
  const failed = await stat(file).catch(() => undefined);
  if (failed === undefined || Date.now() - failed.mtimeMs > FAILED_MS) return undefined;
  return readFile(file, 'utf8');
};

/** Half a folder must never be taken for a whole one, whoever else resolves at the same time. Why it failed, if it did. */
const resolveLibraries = async (
  run: Run,
  pom: string,
  libraries: string,
): Promise<string | undefined> => {
  const unfinished = `${libraries}.${process.pid}`;
  await mkdir(path.dirname(libraries), { recursive: true });
  try {
    const { ok, output } = await run(
      'mvn',
      [
        ...['--batch-mode', '--quiet', '--file', pom, 'dependency:copy-dependencies'],
        ...['-DincludeScope=runtime', `-DoutputDirectory=${unfinished}`],
      ],
      RESOLVE_MS_MAX,
    );
    if (!ok) return `Maven cannot fetch Apache Kafka: ${firstLineOf(output)}`;
    await rename(unfinished, libraries).catch(async (error: unknown) => {
      if (!(await stat(libraries).catch(() => undefined))) throw error;
    });
    return undefined;
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
};

const LINE_MAX = 200;

/** Maven repeats one reason over a page. */
const firstLineOf = (output: string): string =>
  (output.split('\n').find((line) => line.trim() !== '') ?? 'it does not say why')
    .replace(/^\[ERROR\] */, '')
    .slice(0, LINE_MAX);
