// `npm run build`: compiles what changed. `--clean` starts from nothing.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build } from './lib/compile.mjs';
import { root } from './lib/root.mjs';

if (process.argv.includes('--clean'))
  rmSync(path.join(root, 'dist'), { recursive: true, force: true });
console.log(`${await build()} files compiled`);
