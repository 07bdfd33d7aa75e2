// `node test/golden/write.mjs schema-2`: stores the entries of every kind as they are written today.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from '../../scripts/lib/compile.mjs';
import { root } from '../../scripts/lib/root.mjs';

const [name] = process.argv.slice(2);
if (!/^schema-\d+$/.test(name ?? '')) throw new Error('usage: node test/golden/write.mjs schema-N');

await build();
const testing = path.join(root, 'dist/libs/ledger-stream/src/testing/index.js');
const { everyKind, LedgerUnderTest } = await import(testing);
const ledger = new LedgerUnderTest();
await ledger.post(everyKind());
const records = await ledger.recorded();
const lines = records.map(({ type, body, metadata }) => JSON.stringify({ type, body, metadata }));
// A golden stream is a promise about bytes that exist: it is never replaced.
writeFileSync(path.join(root, `test/golden/${name}.jsonl`), `${lines.join('\n')}\n`, { flag: 'wx' });
