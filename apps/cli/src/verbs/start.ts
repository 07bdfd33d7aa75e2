import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Verb } from '../context.js';
import { Failed } from '../failure.js';

/** From dist/apps/cli/src/verbs: the command line runs compiled. */
const script = fileURLToPath(new URL('../../../../../scripts/start.mjs', import.meta.url));

/** The same as `npm start`, in a process of its own whose signals and terminal it shares. */
export const startVerb: Verb = (program, { config }) => {
  program
    .command('start')
    .description('start the server, as "npm start" does')
    .addHelpText('after', '\nExample:\n  MULEDGER_PORT=8090 npx muledger start')
    .action(async () => {
      config();
      const code = await new Promise<number>((resolve, reject) => {
        const server = spawn(process.execPath, [script], { stdio: 'inherit' });
        server.once('error', reject);
        server.once('exit', (status, signal) => resolve(status ?? (signal ? 1 : 0)));
        // The terminal sends Ctrl-C to both; SIGTERM comes to this process only.
        for (const signal of ['SIGINT', 'SIGTERM'] as const)
          process.on(signal, () => {
            if (signal === 'SIGTERM') server.kill(signal);
          });
      });
      if (code !== 0) throw new Failed(`the server ended with exit code ${code}`);
    });
};
