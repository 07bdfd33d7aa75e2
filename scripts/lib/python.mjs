import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { root } from './root.mjs';

/** Oldest Python whose packages the requirement files name. */
const WANTED = [3, 11];
const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];
const ASK = 'import sys, venv, ensurepip; print(*sys.version_info[:2])';

const findPython = () =>
  NAMES.find((name) => {
    const { status, stdout } = spawnSync(name, ['-c', ASK], { encoding: 'utf8' });
    const [major = 0, minor = 0] = (stdout ?? '').trim().split(' ').map(Number);
    return status === 0 && major === WANTED[0] && minor >= WANTED[1];
  });

/**
 * Python environment with what a file of requirements pins, made on first use and kept in node_modules/.cache.
 * @returns {{bin: string} | {missing: string}} folder of its programs
 */
export const pythonWith = (requirements) => {
  const file = path.join(root, requirements);
  const hash = createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16);
  const folder = path.join(root, 'node_modules/.cache/python', hash);
  const bin = path.join(folder, 'bin');
  const complete = path.join(folder, 'complete');
  if (existsSync(complete)) return { bin };
  const python = findPython();
  if (python === undefined)
    return { missing: `Python ${WANTED.join('.')} or newer, with venv, is not on the path` };
  console.error(`Installing ${requirements} ...`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(path.dirname(folder), { recursive: true });
  const steps = [
    [python, '-m', 'venv', folder],
    [
      path.join(bin, 'pip'),
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--no-input',
    ].concat(['--require-hashes', '--no-deps', '--only-binary', ':all:', '-r', file]),
  ];
  for (const [program, ...args] of steps) {
    const { status, error } = spawnSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0)
      return {
        missing: `${path.basename(program)} ${args[0]} failed${error ? `: ${error.message}` : ''}`,
      };
  }
  // An interrupted installation lacks it and is made anew.
  mkdirSync(`${complete}.new`, { recursive: true });
  renameSync(`${complete}.new`, complete);
  return { bin };
};
