// `npm run test:node [-- path ...]`: the tests on the oldest and the newest Node.js that the README promises. The
// binaries come from npm, beside the packages of this project and not into them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './lib/root.mjs';

const VERSIONS = ['20.19.0', '24.22.3'];

const run = (program, args, options = {}) => {
  const { status, error } = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (error) console.error(`${program}: ${error.message}`);
  return status ?? 1;
};

const folder = mkdtempSync(path.join(tmpdir(), 'muledger-node-'));
const failed = [];
try {
  for (const version of VERSIONS) {
    const prefix = path.join(folder, version);
    const binary = `node-${process.platform}-${process.arch}`;
    const flags = ['--no-audit', '--no-fund', '--loglevel=error', '--no-save', '--ignore-scripts'];
    const installed = run('npm', ['install', '--prefix', prefix, ...flags, `${binary}@${version}`]);
    const node = path.join(prefix, 'node_modules', binary, 'bin/node');
    console.log(`== Node.js ${version}`);
    // First on the path, so that every program a test starts by its name is the same version.
    const env = {
      ...process.env,
      PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
    };
    const args = [path.join(root, 'scripts/test.mjs'), ...process.argv.slice(2)];
    if (installed !== 0 || run(node, args, { env }) !== 0) failed.push(version);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failed.length > 0) console.error(`Failed on Node.js ${failed.join(', ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;
