// `npm run county-copy`: the example of a guest that keeps a copy of its balances; `-- --help` tells its options.
import './lib/node-version.mjs';
import { build } from './lib/compile.mjs';
import { ensureInstalled } from './lib/install.mjs';

ensureInstalled('production');
await build();
await import('../dist/apps/county-copy/src/main.js');
