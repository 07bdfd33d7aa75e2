import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { root } from './root.mjs';

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8'));
  } catch {
    return undefined;
  }
};

/**
 * Compares what npm says it installed with the lock file. npm writes its own record last, so an
 * interrupted installation counts as none.
 * @returns {'complete' | 'production' | 'differs'}
 */
const installed = () => {
  const wanted = readJson('package-lock.json');
  const present = readJson('node_modules/.package-lock.json');
  if (!wanted) throw new Error('package-lock.json is missing');
  if (!present) return 'differs';
  let lacksTools = false;
  for (const [folder, entry] of Object.entries(wanted.packages)) {
    if (folder === '' || entry.optional || entry.devOptional) continue;
    if (present.packages[folder]?.version === entry.version) continue;
    if (!entry.dev || present.packages[folder]) return 'differs';
    lacksTools = true;
  }
  return lacksTools ? 'production' : 'complete';
};

/** npm needs a cache folder; a system user may have no home to keep one in. */
const npmCache = () => {
  try {
    accessSync(homedir(), constants.W_OK);
    return [];
  } catch {
    const cache = path.join(root, '.cache/npm');
    mkdirSync(cache, { recursive: true });
    return ['--cache', cache];
  }
};

const npm = (...args) => {
  const cli = process.env.npm_execpath;
  const all = [...args, '--loglevel=error', '--no-audit', '--no-fund', ...npmCache()];
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  const { status, error } =
    cli && /\.c?js$/.test(cli)
      ? spawnSync(process.execPath, [cli, ...all], options)
      : spawnSync('npm', all, { ...options, shell: process.platform === 'win32' });
  if (status === 0) return;
  console.error(`npm ${args[0]} failed${error ? `: ${error.message}` : ` (exit code ${status})`}`);
  process.exit(1);
};

/**
 * Installs what the lock file says, when it is not there yet.
 * @param {'production' | 'complete'} extent `production` leaves out what only development needs.
 */
export const ensureInstalled = (extent) => {
  const state = installed();
  if (state === 'complete' || state === extent) return;
  console.error('Installing packages ...');
  // `npm ci` empties node_modules first, which would pull the ground from under a running server.
  if (state === 'production') npm('install', '--no-save');
  else npm('ci', ...(extent === 'production' ? ['--omit=dev'] : []));
};
