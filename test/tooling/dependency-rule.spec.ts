import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** Each rule broken once: rule, the file that breaks it, what that file imports. */
const broken: readonly (readonly [rule: string, from: string, to: string])[] = [
  ['domain-is-pure', 'libs/domain/src/ledger/uses-package.ts', 'pg'],
  ['domain-is-pure', 'libs/domain/src/ledger/uses-node.ts', 'node:crypto'],
  ['domain-is-pure', 'libs/domain/src/ledger/uses-lib.ts', '#platform'],
  ['domain-tests-need-no-lib', 'libs/domain/src/ledger/uses-lib.spec.ts', '#event-store'],
  ['domain-foundation-first', 'libs/domain/src/quantity/uses-units.ts', '../units/index.js'],
  ['domain-units-before-ledger', 'libs/domain/src/units/uses-ledger.ts', '../ledger/index.js'],
  ['domain-ledger-before-contexts', 'libs/domain/src/ledger/uses-policy.ts', '../policy/index.js'],
  ['domain-contexts-apart', 'libs/domain/src/policy/uses-library.ts', '../library/index.js'],
  ['event-store-knows-no-lib', 'libs/event-store/src/uses-domain.ts', '#domain'],
  ['platform-knows-no-lib', 'libs/platform/src/uses-domain.ts', '#domain'],
  ['read-models-know-domain-and-log', 'libs/read-models/src/uses-platform.ts', '#platform'],
  ['ledger-stream-knows-domain-and-log', 'libs/ledger-stream/src/uses-platform.ts', '#platform'],
  ['inbox-knows-no-lib', 'libs/inbox/src/uses-platform.ts', '#platform'],
  ['guests-know-the-kit-only', 'apps/county-copy/src/uses-domain.ts', '#domain'],
  ['intake-judges-nothing', 'apps/intake/src/uses-domain.ts', '#domain'],
  ['intake-judges-nothing', 'apps/intake/src/uses-log.ts', '#event-store'],
  ['libs-know-no-app', 'libs/read-models/src/uses-app.ts', '../../../apps/api/src/api.module.js'],
  ['apps-apart', 'apps/cli/src/uses-api.ts', '../../api/src/inner.js'],
  ['modules-for-the-runnable', 'apps/worker/src/uses-api.ts', '../../api/src/api.module.js'],
  ['modules-for-the-runnable', 'apps/worker/src/makes-api.ts', '../../api/src/create-api.js'],
  ['adapters-only-in-apps', 'libs/read-models/src/uses-adapter.ts', '#event-store/memory'],
  ['adapters-only-in-apps', 'libs/event-store/src/uses-adapter.ts', './memory/index.js'],
  ['adapters-apart', 'libs/event-store/src/memory/uses-adapter.ts', '../postgres/index.js'],
  ['adapters-apart', 'libs/event-store/src/eventstoredb/uses-one.ts', '../postgres/index.js'],
  [
    'libs-by-their-front-door',
    'apps/api/src/enters-by-window.ts',
    '../../../libs/domain/src/ledger/inner.js',
  ],
  [
    'libs-by-their-front-door-from-libs',
    'libs/read-models/src/enters-by-window.ts',
    '../../domain/src/ledger/inner.js',
  ],
  ['test-kits-only-in-tests', 'apps/api/src/uses-test-kit.ts', '#testing/postgres'],
  ['test-kits-only-in-tests', 'apps/muledger/src/uses-stand-in.ts', '#testing/eventstoredb'],
  ['no-development-package-in-production', 'apps/api/src/uses-dev-package.ts', 'fast-check'],
  ['no-unlisted-package', 'apps/api/src/uses-unlisted.ts', 'unlisted'],
  ['no-unresolvable', 'apps/api/src/leads-nowhere.ts', './not-there.js'],
  ['no-cycles', 'libs/platform/src/cycle.ts', './cycle.js'],
];

/** What must stay allowed, or people would look for ways around the rules. */
const allowed: readonly (readonly [from: string, to: string])[] = [
  ['libs/domain/src/ledger/spec-with-package.spec.ts', 'fast-check'],
  ['libs/domain/src/ledger/knows-quantity.ts', '../quantity/index.js'],
  ['libs/domain/src/policy/knows-ledger.ts', '../ledger/index.js'],
  ['libs/event-store/src/knows-package.ts', 'pg'],
  ['libs/read-models/src/knows-log.ts', '#event-store'],
  ['libs/read-models/src/with-real-store.int.spec.ts', '#event-store/memory'],
  ['libs/read-models/src/with-server.int.spec.ts', '#testing/postgres'],
  ['apps/api/src/knows-adapter.ts', '#event-store/memory'],
  ['apps/muledger/src/knows-module.ts', '../../api/src/api.module.js'],
  ['apps/muledger/src/knows-maker.ts', '../../api/src/create-api.js'],
];

const rooms = [
  'libs/domain/src/index.ts',
  'libs/domain/src/quantity/index.ts',
  'libs/domain/src/units/index.ts',
  'libs/domain/src/ledger/index.ts',
  'libs/domain/src/ledger/inner.ts',
  'libs/domain/src/policy/index.ts',
  'libs/domain/src/library/index.ts',
  'libs/event-store/src/index.ts',
  'libs/event-store/src/memory/index.ts',
  'libs/event-store/src/postgres/index.ts',
  'libs/event-store/src/eventstoredb/index.ts',
  'libs/event-store/src/testing/eventstoredb/index.ts',
  'libs/platform/src/index.ts',
  'libs/platform/src/testing/embedded-postgres.ts',
  'apps/api/src/api.module.ts',
  'apps/api/src/create-api.ts',
  'apps/api/src/inner.ts',
];

const repository = path.resolve(import.meta.dirname, '../..');

const place = async (root: string, file: string, text: string): Promise<void> => {
  await mkdir(path.dirname(path.join(root, file)), { recursive: true });
  await writeFile(path.join(root, file), text);
};

const furnish = async (root: string): Promise<void> => {
  for (const file of ['package.json', 'tsconfig.json', '.dependency-cruiser.mjs'])
    await copyFile(path.join(repository, file), path.join(root, file));
  await mkdir(path.join(root, 'test'));
  await mkdir(path.join(root, 'node_modules/unlisted'), { recursive: true });
  await place(root, 'node_modules/unlisted/package.json', '{"name":"unlisted","main":"index.js"}');
  await place(root, 'node_modules/unlisted/index.js', '');
  for (const name of ['pg', 'fast-check', 'typescript'])
    await symlink(
      path.join(repository, 'node_modules', name),
      path.join(root, 'node_modules', name),
    );
  for (const file of rooms) await place(root, file, 'export const here = 1;\n');
  for (const [from, to] of allowed) await place(root, from, `export * from '${to}';\n`);
  for (const [, from, to] of broken) await place(root, from, `export * from '${to}';\n`);
};

interface Violation {
  readonly rule: { readonly name: string };
  readonly from: string;
}

interface Report {
  readonly violations: readonly string[];
  readonly rules: readonly string[];
}

const cruise = async (root: string): Promise<Report> => {
  const cruiser = path.join(
    repository,
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
  );
  const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json'];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [cruiser, ...args, 'apps', 'libs', 'test'],
    { cwd: root, maxBuffer: 1 << 26 },
  ).catch((error: { stdout: string }) => error);
  const { summary } = JSON.parse(stdout) as {
    summary: {
      violations: Violation[];
      ruleSetUsed: { forbidden: { name: string }[] };
    };
  };
  return {
    violations: summary.violations.map(({ rule, from }) => `${rule.name}: ${from}`),
    rules: summary.ruleSetUsed.forbidden.map(({ name }) => name),
  };
};

describe('the dependency rule', () => {
  let root: string;
  let report: Report;
  beforeAll(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'muledger-rooms-'));
    await furnish(root);
    report = await cruise(root);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  it.each(broken)('%s is broken by %s importing %s', (rule, from) => {
    expect(report.violations).toContain(`${rule}: ${from}`);
  });

  it.each(allowed)('%s may import %s', (from) => {
    expect(report.violations.filter((one) => one.endsWith(`: ${from}`))).toEqual([]);
  });

  it('has a case for every rule', () => {
    const cases = new Set(broken.map(([rule]) => rule));
    expect(report.rules.filter((name) => !cases.has(name))).toEqual([]);
  });
});
