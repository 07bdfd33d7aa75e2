import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeDeployed } from './deployed.js';

const root = path.resolve(import.meta.dirname, '../..');

describeDeployed('the validator', () => {
  let copy: string;
  beforeEach(async () => {
    copy = await mkdtemp(path.join(tmpdir(), 'muledger-deploy-'));
    for (const one of ['deploy', 'docker-compose.yml'])
      await cp(path.join(root, one), path.join(copy, one), { recursive: true });
  });
  afterEach(() => rm(copy, { recursive: true, force: true }));

  const check = (): Promise<string> =>
    new Promise((resolve) => {
      const script = path.join(root, 'scripts/deploy-check.mjs');
      execFile(process.execPath, [script, '--root', copy], (error, _, stderr) =>
        resolve(`${String(error?.code ?? 0)} ${stderr.trim()}`),
      );
    });

  it('finds nothing in what is whole', async () => {
    expect(await check()).toBe('0 ');
  });

  const deployment = 'deploy/kubernetes/process/deployment.yaml';
  const cases: readonly (readonly [string, string, string, string, string])[] = [
    [
      'a field that is not there',
      deployment,
      'replicas: 1',
      'replicaz: 1',
      'unknown field "spec.replicaz"',
    ],
    ['a field twice', deployment, 'replicas: 1', 'replicas: 1\n  replicas: 2', 'already'],
    ['a value of another type', deployment, 'maxSkew: 1', 'maxSkew: one', 'maxSkew'],
    ['an amount that is none', deployment, 'memory: 2Gi', 'memory: much', 'quantities must match'],
    [
      'a kind that nobody checked',
      'deploy/kubernetes/door/service.yaml',
      'kind: Service',
      'kind: Servise',
      'no kind "Servise"',
    ],
    [
      'a file that is missing',
      'deploy/kubernetes/base/kustomization.yaml',
      'namespace.yaml',
      'namespaces.yaml',
      'namespaces.yaml',
    ],
    [
      'a patch that misses',
      'deploy/kubernetes/roles/api/kustomization.yaml',
      'containers/0/env/-',
      'containers/9/env/-',
      'overlay cluster',
    ],
    [
      'a service of an unknown field',
      'docker-compose.yml',
      'read_only: true',
      'readonly: true',
      "additional properties 'readonly' not allowed",
    ],
    [
      'a service that depends on none',
      'docker-compose.yml',
      'kurrentdb:\n      condition',
      'kurentdb:\n      condition',
      'depends on undefined service',
    ],
    [
      'an instruction that is none',
      'deploy/Dockerfile',
      'USER 1000',
      'USR 1000',
      'unknown instruction: USR',
    ],
    ['what the builder warns of', 'deploy/Dockerfile', 'AS build', 'as build', 'FromAsCasing'],
  ];

  it.each(cases)('finds %s', async (_, file, from, to, fault) => {
    const before = await readFile(path.join(copy, file), 'utf8');
    expect(before).toContain(from);
    await writeFile(path.join(copy, file), before.replaceAll(from, to));
    const found = await check();
    expect(found).toMatch(/^1 /);
    expect(found).toContain(fault);
  });
});
