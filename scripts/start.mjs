// `npm start`: on a fresh clone installs and compiles first, then becomes the server.
import './lib/node-version.mjs';
import { build } from './lib/compile.mjs';
import { ensureInstalled } from './lib/install.mjs';

ensureInstalled('production');
await build();
process.setSourceMapsEnabled(true);
// In this process and not in a child: signals, exit code and terminal are then the server's own.
await import('../dist/apps/muledger/src/main.js');
