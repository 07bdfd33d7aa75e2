import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import canonicalize from 'canonicalize';
import { UPCASTERS } from '#domain';
import type { RecordedEvent } from '#event-store';
import { KeyedFingerprints, ledgerModel, replay } from '#ledger-stream';

const folder = path.join(process.cwd(), 'test/golden');

/** What each stream folds to. The balances of a released stream can never change, whatever the rules become. */
const STREAMS: readonly { file: string; entries: number; balances: string; snapshot: string }[] = [
  {
    file: 'schema-1.jsonl',
    entries: 39,
    balances: 'ce21a5b8330272b55a3ddfdaef26a248944c0d16e3bdb0cf21241095f11217ea',
    snapshot: '385f392b6a99e25a4bc49994bad8e524dd88e6700b1e12a35f2a90af8f6ee3ab',
  },
  {
    file: 'schema-2.jsonl',
    entries: 41,
    balances: 'ce21a5b8330272b55a3ddfdaef26a248944c0d16e3bdb0cf21241095f11217ea',
    snapshot: '9172d40462a4b8d2af69b532de9db853c4bf76453194f44f65c1128fabd239dc',
  },
];

/** The fold version that the digests of snapshots above belong to: raise both together. */
const FOLD_VERSION = 'ledger-15';
/** Every other time the fingerprints have another. */
const KEY = '0'.repeat(16);

type Stored = Pick<RecordedEvent, 'type' | 'body' | 'metadata'>;

const recordsOf = (file: string): RecordedEvent[] =>
  readFileSync(path.join(folder, file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line, i) => ({
      ...(JSON.parse(line) as Stored),
      id: '',
      stream: 'ledger-4',
      revision: BigInt(i),
      position: String(i),
    }));

async function* log(records: readonly RecordedEvent[]): AsyncGenerator<RecordedEvent> {
  yield* records;
}

describe.each(STREAMS)('the golden stream $file', ({ file, entries, balances, snapshot }) => {
  const records = recordsOf(file);

  it('folds to the balances it always had', async () => {
    expect(await replay(log(records))).toMatchObject({
      entries,
      digest: balances,
      unbalanced: [],
      closesThatDiffer: [],
    });
  });

  it('folds to the state that snapshots of this fold version hold', async () => {
    const { state } = await replay(log(records), { fingerprinting: new KeyedFingerprints(KEY) });
    const hash = createHash('sha256');
    for (const chunk of ledgerModel.snapshot(state)) hash.update(chunk);
    // Another state under the same version would be restored by a process that folds differently.
    expect([ledgerModel.foldVersion, hash.digest('hex')]).toEqual([FOLD_VERSION, snapshot]);
  });

  it('is canonical', () => {
    for (const { body, metadata } of records)
      for (const text of [body, metadata]) expect(canonicalize(JSON.parse(text))).toBe(text);
  });
});

describe('the golden streams', () => {
  it('are all held to their digests', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.jsonl'));
    expect(STREAMS.map(({ file }) => file)).toEqual(files.sort());
  });

  it('hold every type in every schema version', () => {
    const held = new Set(
      STREAMS.flatMap(({ file }) => recordsOf(file)).map(({ type, metadata }) => {
        const { schemaVersion } = JSON.parse(metadata) as { schemaVersion: number };
        return `${type} ${schemaVersion}`;
      }),
    );
    const ever = Object.entries(UPCASTERS).flatMap(([type, lifts]) =>
      [...lifts, undefined].map((_, i) => `${type} ${i + 1}`),
    );
    expect([...held].sort()).toEqual(ever.sort());
  });
});
