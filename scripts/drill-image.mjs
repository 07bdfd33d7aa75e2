// `npm run drill:image` does what deploy/Dockerfile says without a Docker engine, in a folder of its own, and
// runs what comes out as the image would be run: as a user who is not root, on an application nobody can
// write to, with a PostgreSQL that was started elsewhere.
import './lib/node-version.mjs';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './lib/compile.mjs';
import {
  copyFromContext,
  copyFromStage,
  environmentOf,
  readDockerfile,
} from './lib/dockerfile.mjs';
import { root } from './lib/root.mjs';

/** Of USER in the Dockerfile, when we may choose. */
const USER = 1000;
const RUN_MS = 300_000;
const READY_MS = 60_000;

const isRoot = process.getuid?.() === 0;
const place = mkdtempSync(path.join(tmpdir(), 'muledger-image-'));
const say = (line) => console.log(`  ${line}`);
const must = (what, holds, detail = '') => {
  if (!holds) throw new Error(`${what}: it does not${detail ? `\n${detail}` : ''}`);
  say(`✓ ${what}`);
};

/** Both stages; returns the application of the image and the environment it is given. */
const buildImage = () => {
  const built = path.join(place, 'build');
  const app = path.join(place, 'app');
  for (const folder of [built, app]) mkdirSync(folder);
  const environment = {};
  for (const { stage, keyword, rest } of readDockerfile(path.join(root, 'deploy/Dockerfile'))) {
    if (keyword === 'ENV') Object.assign(environment, environmentOf(rest));
    if (keyword === 'COPY' && stage === 0) copyFromContext(rest, built);
    if (keyword === 'COPY' && stage === 1) copyFromStage(rest, built, app);
    // What the second stage runs is about its own root file system: a user, a folder, a short name.
    if (keyword !== 'RUN' || stage !== 0) continue;
    const { status } = spawnSync('/bin/sh', ['-c', rest], {
      cwd: built,
      env: {
        PATH: process.env.PATH,
        HOME: place,
        npm_config_prefer_offline: 'true',
        ...npmCache(),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: RUN_MS,
    });
    must(`runs: ${rest}`, status === 0);
  }
  rmSync(built, { recursive: true });
  spawnSync('chmod', ['-R', 'a-w,a+rX', app]);
  return { app, environment };
};

const npmCache = () => {
  const { stdout } = spawnSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' });
  return stdout.trim() ? { npm_config_cache: stdout.trim() } : {};
};

/** A program of the image, as the user of the image. */
const run = (app, args, env) => {
  const child = spawn(process.execPath, args, {
    cwd: app,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(isRoot ? { uid: USER, gid: USER } : {}),
  });
  const running = { child, said: '' };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (running.said += text));
  running.ended = new Promise((resolve) => child.once('close', resolve));
  return running;
};

/** The address it tells, once it has told it. */
const address = async (running) => {
  const until = Date.now() + READY_MS;
  while (Date.now() < until && running.child.exitCode === null) {
    const [, url] = /(?:ready at|metrics at) (http:\/\/[\d.]+:\d+)/.exec(running.said) ?? [];
    if (url) return url;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it is not ready:\n${running.said}`);
};

const serve = async (app, environment, role) => {
  const server = run(app, [SERVER], { ...environment, MULEDGER_ROLE: role });
  try {
    const url = await address(server);
    for (const asked of ['/v1/health/live', '/v1/health/ready', '/metrics'])
      must(`role ${role} answers ${asked}`, (await fetch(url + asked)).ok);
    if (role === 'api') {
      const doctor = run(app, [CLI, 'doctor', '--json'], { ...environment, MULEDGER_URL: url });
      must('the doctor finds nothing', (await doctor.ended) === 0, doctor.said);
    }
  } finally {
    server.child.kill('SIGTERM');
  }
  must(`role ${role} ends in good order`, (await server.ended) === 0, server.said);
};

const SERVER = 'dist/apps/muledger/src/main.js';
const CLI = 'dist/apps/cli/src/main.js';

const drill = async () => {
  chmodSync(place, 0o755);
  const { app, environment } = buildImage();
  const size = spawnSync('du', ['-sm', app], { encoding: 'utf8' }).stdout.split('\t')[0];
  say(`the application takes ${size} MB`);
  const data = path.join(place, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (isRoot) chownSync(data, USER, USER);

  const write = run(app, ['-e', `require('fs').writeFileSync('${app}/dist/x', '')`], {});
  must('nobody can write to it', (await write.ended) !== 0, write.said);
  const own = { ...environment, MULEDGER_DATA: data, MULEDGER_PORT: '0' };
  const alone = run(app, [SERVER], own);
  must('without a database it says why', (await alone.ended) === 1, alone.said);
  must('and names the variable', alone.said.includes('set MULEDGER_DATABASE_URL'), alone.said);

  await build();
  const { createDatabase, startTestPostgres } =
    await import('../dist/libs/platform/src/testing/embedded-postgres.js');
  const postgres = await startTestPostgres();
  try {
    const withDatabase = { ...own, MULEDGER_DATABASE_URL: await createDatabase(postgres) };
    for (const role of ['all', 'api', 'worker']) await serve(app, withDatabase, role);
  } finally {
    await postgres.stop();
  }
};

// A test server lets its starter end; without this Node would leave while it waits for the server to stop.
const alive = setInterval(() => undefined, RUN_MS);
try {
  await drill();
  console.log('The image would run.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  clearInterval(alive);
  spawnSync('chmod', ['-R', 'u+w', place]);
  rmSync(place, { recursive: true, force: true });
}
