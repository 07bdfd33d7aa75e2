// `npm run soak:fuzz`: Schemathesis sends what the served description allows, and what it does not, to a server of its
// own with the story of the description in it, as every role. FUZZ_REQUESTS, FUZZ_SEED, FUZZ_ROLE.
import './lib/node-version.mjs';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './lib/compile.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { pythonWith } from './lib/python.mjs';
import { root } from './lib/root.mjs';
import { SETTINGS } from './fuzz/settings.mjs';

const { FUZZ_REQUESTS = '100000', FUZZ_SEED = String(Date.now() % 1_000_000) } = process.env;
const REQUESTS = Number(FUZZ_REQUESTS);
/** Cases of one operation in a pass; a pass has a server of its own, whose ledger it uses up. */
const CASES = REQUESTS < 5_000 ? 5 : 25;
const READY = /is ready at (http:\/\/[^\s/]+:\d+)/;
const START_MS = 120_000;
const PASSES_MAX = 200;
const ROLES = ['province@330000', 'county@330402', 'city@330400', 'auditor@330000'].concat([
  'operator',
  'public',
]);
const roles = process.env.FUZZ_ROLE ? [process.env.FUZZ_ROLE] : ROLES;

ensureInstalled('complete');
await build();
const python = pythonWith('scripts/fuzz/requirements.txt');
if ('missing' in python) {
  console.error(`Schemathesis cannot be run: ${python.missing}.`);
  process.exit(1);
}
const { EXAMPLES } = await import('../dist/apps/api/src/openapi/examples/index.js');
const { openLocalIssuer } = await import('../dist/libs/platform/src/index.js');

/** Ends with this script, however it ends. */
const children = new Set();
const start = (program, args, options) => {
  const child = spawn(program, args, options);
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
};
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    for (const child of children) child.kill('SIGTERM');
    process.exit(1);
  });

/** A server on an empty folder; ends with `stop`. */
const startServer = async (folder) => {
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', 'dist/apps/muledger/src/main.js'],
    {
      cwd: root,
      env: {
        ...process.env,
        MULEDGER_PORT: '0',
        MULEDGER_DATA: folder,
        MULEDGER_LOG_FORMAT: 'json',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const defects = [];
  const url = await new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(() => reject(new Error(`no server after ${START_MS} ms`)), START_MS);
    child.once('exit', () => reject(new Error(`the server ended: ${said}`)));
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        for (const line of String(data).split('\n'))
          if (/"level":60|"msg":"defect"/.test(line)) defects.push(line);
        if (said.length < 100_000) said += String(data);
        const [, found] = READY.exec(said) ?? [];
        if (found === undefined) return;
        clearTimeout(timer);
        resolve(found);
      });
  });
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  return { url, stop, defects };
};

/** Requests a server has answered since its start. */
const answered = async (url, token) => {
  const text = await (
    await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } })
  ).text();
  let sum = 0;
  for (const [, count] of text.matchAll(/^muledger_http_request_seconds_count\{[^}]*\} (\d+)/gm))
    sum += Number(count);
  return sum;
};

/** One role against one server: how many requests were answered, and whether all was as described. */
const pass = async (role, seed) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'muledger-fuzz-'));
  let server;
  try {
    const data = path.join(folder, 'data');
    server = await startServer(data);
    const issuer = await openLocalIssuer(data);
    const tokens = new Map();
    const token = async (who) => {
      const [name, unit] = who.split('@');
      const made =
        tokens.get(who) ??
        (await issuer.issueToken({
          sub: `${name}-1`,
          name: '测试',
          role: name,
          unit,
          ttl: 86_400,
        }));
      tokens.set(who, made);
      return made;
    };
    for (const { as, path: to, key, body } of EXAMPLES) {
      if (body === undefined) continue;
      const answer = await fetch(`${server.url}${to}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await token(as)}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${key}: ${await answer.text()}`);
    }
    const before = await answered(server.url, await token('province@330000'));
    const config = path.join(folder, 'schemathesis.toml');
    writeFileSync(config, SETTINGS);
    // One worker: two threads that read source at one time make CPython 3.11 fail («AST constructor recursion depth
    // mismatch»), which ends a pass although every answer was as described.
    const args = ['--config-file', config, 'run', `${server.url}/v1/openapi.json`]
      .concat(['--header', `Authorization: Bearer ${await token(role)}`])
      .concat(['--max-examples', String(CASES), '--seed', String(seed), '--workers', '1'])
      .concat(['--report', 'ndjson', '--report-ndjson-path', path.join(folder, 'report.ndjson')]);
    const { status } = await new Promise((resolve) => {
      const child = start(path.join(python.bin, 'schemathesis'), args, {
        cwd: folder,
        stdio: ['ignore', 'inherit', 'inherit'],
        env: {
          ...process.env,
          PYTHONPATH: path.join(root, 'scripts/fuzz'),
          SCHEMATHESIS_HOOKS: 'hooks',
        },
      });
      child.once('error', () => resolve({ status: 1 }));
      child.once('exit', (code) => resolve({ status: code ?? 1 }));
    });
    const requests = (await answered(server.url, await token('province@330000'))) - before;
    for (const line of server.defects) console.log(`defect: ${line}`);
    return { requests, good: status === 0 && server.defects.length === 0 };
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
};

let requests = 0;
const bad = [];
for (let i = 0; i < PASSES_MAX && requests < REQUESTS; i += 1) {
  const role = roles[i % roles.length];
  const seed = Number(FUZZ_SEED) + i;
  const done = await pass(role, seed);
  requests += done.requests;
  if (!done.good) bad.push(`FUZZ_ROLE=${role} FUZZ_SEED=${seed}`);
  console.log(`== ${role}, seed ${seed}: ${done.requests} requests, ${requests} of ${REQUESTS}`);
}
for (const one of bad) console.log(`Not as described: ${one}`);
console.log(`${requests} requests, ${bad.length} passes with failures`);
process.exitCode = bad.length > 0 || requests < REQUESTS ? 1 : 0;
