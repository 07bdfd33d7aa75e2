import { ConfigError, loadConfig } from '#platform';
import { StartError } from './start-error.js';
import { start } from './start.js';

try {
  await start({ config: loadConfig(), say: (text) => void process.stdout.write(`${text}\n`) });
} catch (error) {
  if (error instanceof ConfigError || error instanceof StartError) console.error(error.message);
  else console.error(error);
  process.exitCode =
    error instanceof ConfigError ? 2 : error instanceof StartError ? error.exitCode : 1;
}
