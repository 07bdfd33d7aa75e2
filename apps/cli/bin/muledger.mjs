#!/usr/bin/env node
// Compiles what changed, then becomes the command line. Standard output belongs to the verb alone.
import '../../../scripts/lib/node-version.mjs';
import { ensureInstalled } from '../../../scripts/lib/install.mjs';

ensureInstalled('production');
const { build } = await import('../../../scripts/lib/compile.mjs');
await build();
await import('../../../dist/apps/cli/src/main.js');
