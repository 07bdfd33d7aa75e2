// Installs and compiles. Usage: node scripts/setup.mjs [--production]
import './lib/node-version.mjs';
import { build } from './lib/compile.mjs';
import { ensureInstalled } from './lib/install.mjs';

ensureInstalled(process.argv.includes('--production') ? 'production' : 'complete');
await build();
