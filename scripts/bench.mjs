// `npm run bench`: sets up, builds and measures. Options are passed on: `npm run bench -- --only append`.
import './lib/node-version.mjs';
import { build } from './lib/compile.mjs';
import { ensureInstalled } from './lib/install.mjs';

ensureInstalled('complete');
await build();
process.setSourceMapsEnabled(true);
await import('../dist/test/load/main.js');
