import { once } from 'node:events';
import type { Verb } from '../context.js';
import { demonstrate } from '../demo/run/demo.js';
import { openDemoServer, type DemoOptions } from '../demo/run/demo-server.js';
import { isSound, tell, tellMachine } from '../demo/run/tell.js';
import { Failed } from '../failure.js';

/** Plays seven plan years of Zhejiang through the API and shows what came of it. */
export const demoVerb: Verb = (program, context) => {
  program
    .command('demo')
    .description(
      'play 2015–2021 of Zhejiang through the API, on a temporary server unless one is named',
    )
    .option('--url <url>', 'server to play on (default: MULEDGER_URL, or a temporary one)')
    .option('--token <token>', 'token of the province (default: MULEDGER_TOKEN, or a local one)')
    .option('--operator-token <token>', 'token that may post days (default: a local one)')
    .option('--temporary', 'play on a temporary server even when MULEDGER_URL names another')
    .option('--keep', 'keep the temporary server until Ctrl-C')
    .option('--json', 'print what came of it as JSON, for machines')
    .addHelpText(
      'after',
      `
Published figures are used as they stand; all others are made up from a fixed seed and
say so in the data. Playing twice posts nothing twice.

Examples:
  npx muledger demo
  npx muledger demo --temporary --json`,
    )
    .action(async (options: DemoOptions) => {
      const { terminal, signal } = context;
      const server = await openDemoServer(context, options);
      try {
        const told = await demonstrate(server, context);
        if (options.json) tellMachine(terminal, told);
        else tell(terminal, told, options.keep === true);
        if (!isSound(told)) throw new Failed('something did not come out as it should', 'reported');
        if (options.keep && server.temporaryData !== undefined && !signal.aborted) {
          terminal.err(`${server.url} stays until Ctrl-C\n`);
          await once(signal, 'abort');
        }
      } finally {
        await server.stop();
      }
    });
};
