import { loadConfig } from '#platform';
import { run } from './program.js';
import { processTerminal } from './terminal.js';

const stop = new AbortController();
process.once('SIGINT', () => {
  stop.abort();
  // What is under way may not end by itself; it has a moment to clean up after itself.
  process.once('SIGINT', () => process.exit(130));
});

process.exitCode = await run(process.argv.slice(2), {
  terminal: processTerminal(),
  config: () => loadConfig(),
  signal: stop.signal,
});
