// `npm test`: prepares like `npm start`, runs every test (or those named by further arguments) and
// ends with a line that is easy to read for people and programs: "12 passed, 0 failed".
import './lib/node-version.mjs';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from './lib/compile.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { root } from './lib/root.mjs';

ensureInstalled('complete');
await build();

const folder = mkdtempSync(path.join(tmpdir(), 'muledger-jest-'));
const resultFile = path.join(folder, 'result.json');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const running = spawn(
  process.execPath,
  [jest, '--json', `--outputFile=${resultFile}`, ...process.argv.slice(2)],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      NODE_OPTIONS: [
        process.env.NODE_OPTIONS,
        '--experimental-vm-modules',
        '--disable-warning=ExperimentalWarning',
      ]
        .filter(Boolean)
        .join(' '),
    },
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => running.kill(signal));
const status = await new Promise((resolve) => {
  running.once('error', () => resolve(1));
  running.once('exit', (code) => resolve(code ?? 1));
});

let result;
try {
  result = JSON.parse(readFileSync(resultFile, 'utf8'));
} catch {
  console.error('Jest ended without a result');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (!result) {
  console.log('0 passed, 1 failed');
  process.exit(1);
}
// A file that could not be loaded has run no test, and must not pass for none.
const failed = result.numFailedTests + result.numRuntimeErrorTestSuites;
const skipped = result.numPendingTests + result.numTodoTests;
console.log(
  `${result.numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`,
);
process.exitCode = failed > 0 ? 1 : status;
