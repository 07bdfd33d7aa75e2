import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findKafka } from './kafka-installation.js';

describe('L-12 an Apache Kafka that cannot be had', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'muledger-no-kafka-'));
    await mkdir(path.join(root, 'scripts/kafka'), { recursive: true });
    await writeFile(path.join(root, 'scripts/kafka/pom.xml'), '<project/>');
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  /** Programs of a name that say something; a machine with nothing else. */
  const machine = async (programs: Readonly<Record<string, string>>) => {
    for (const [name, script] of Object.entries(programs)) {
      await writeFile(path.join(root, name), `#!/bin/sh\n${script}\n`);
      await chmod(path.join(root, name), 0o755);
    }
    return { PATH: root };
  };
  const JAVA = `echo 'openjdk version "21.0.2" 2024-01-16' >&2`;
  const OFFLINE = `[ "$1" = --version ] && exit 0
echo run >> "$(/usr/bin/dirname "$0")/runs"
echo '[ERROR] Failed to execute goal: Unknown host repo.maven.apache.org'
echo '[ERROR] To see the full stack trace, re-run Maven with -e'
exit 1`;

  it('because there is no Java, or no Maven, is said in a line', async () => {
    expect(await findKafka(root, { PATH: root })).toEqual({ missing: 'there is no Java' });
    expect(await findKafka(root, await machine({ java: JAVA }))).toEqual({
      missing: 'there is no Maven',
    });
  });

  it('because its repository does not answer, is said in a line, and not asked by each file', async () => {
    const environment = await machine({ java: JAVA, mvn: OFFLINE });
    const missing =
      'Maven cannot fetch Apache Kafka: Failed to execute goal: Unknown host repo.maven.apache.org';
    expect(await findKafka(root, environment)).toEqual({ missing });
    expect(await findKafka(root, environment)).toEqual({ missing });
    expect(await readFile(path.join(root, 'runs'), 'utf8')).toBe('run\n');
  });
});
