// `npm run deploy:check` validates the Dockerfile, the compose file and every Kubernetes overlay with the Go
// program of deploy/check. `--json` prints what was rendered instead, for the rules of test/deploy; `--root`
// names another folder that holds the same files.
// Exit code 3: there is no Go here to do it with; without `--json` that is a failure in CI only.
import './lib/node-version.mjs';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './lib/root.mjs';

const MISSING = 3;
/** As go.mod says. */
const GO_MIN = [1, 25];
const BUILD_MS = 540_000;
const RUN_MS = 60_000;

const source = path.join(root, 'deploy/check');
const folder = path.join(root, '.cache/deploy-check');
const program = path.join(folder, process.platform === 'win32' ? 'check.exe' : 'check');
const { values } = parseArgs({
  options: { json: { type: 'boolean', default: false }, root: { type: 'string', default: root } },
});

/** What keeps Go from doing it, or nothing. */
const lacking = () => {
  const { status, stdout } = spawnSync('go', ['env', 'GOVERSION'], { encoding: 'utf8' });
  if (status !== 0) return 'there is no Go';
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? [];
  if (major > GO_MIN[0] || (major === GO_MIN[0] && minor >= GO_MIN[1])) return undefined;
  return `Go ${GO_MIN.join('.')} or newer is needed, this is ${stdout.trim()}`;
};

const check = () => {
  const why = lacking();
  if (why !== undefined) {
    console.error(`Skipped, because ${why}: the check of what is deployed`);
    return values.json || process.env.CI ? MISSING : 0;
  }
  mkdirSync(folder, { recursive: true });
  const built = spawnSync('go', ['build', '-o', program, '.'], {
    cwd: source,
    // A toolchain is a download of its own, and go.sum is complete.
    env: { ...process.env, GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false' },
    stdio: ['ignore', 'ignore', 'inherit'],
    timeout: BUILD_MS,
  });
  if (built.status !== 0) return 1;
  const { status } = spawnSync(program, [values.root], {
    stdio: ['ignore', values.json ? 'inherit' : 'ignore', 'inherit'],
    timeout: RUN_MS,
  });
  if (status === 0 && !values.json) console.log('Dockerfile, compose file and overlays are valid.');
  return status ?? 1;
};

process.exitCode = check();
