import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
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

const run = (program: string, args: readonly string[], timeout = 30_000): Promise<Ran> =>
  new Promise((resolve) => {
    // Maven finds its settings and what it fetched before in the home folder.
    const env = { ...programEnvironment(), HOME: homedir() };
    execFile(program, [...args], { env, timeout }, (error, stdout, stderr) =>
      resolve({ ok: error === null, output: `${stdout}${stderr}` }),
    );
  });

/**
 * Looks for Java and for the broker, which Maven resolves the first time.
 * @param root folder of the repository
 * @throws {Error} Maven is there and cannot resolve it
 */
export const findKafka = async (
  root = process.cwd(),
): Promise<KafkaInstallation | KafkaMissing> => {
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
    await resolveLibraries(pom, libraries);
  }
  return { classPath: path.join(libraries, '*'), archive: `${libraries}.jsa` };
};

/** Half a folder must never be taken for a whole one, whoever else resolves at the same time. */
const resolveLibraries = async (pom: string, libraries: string): Promise<void> => {
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
    if (!ok) throw new Error(`Maven could not resolve Apache Kafka:\n${output}`);
    await rename(unfinished, libraries).catch(async (error: unknown) => {
      if (!(await stat(libraries).catch(() => undefined))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
};
