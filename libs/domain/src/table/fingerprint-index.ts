import { Layer } from './layer.js';

const EMPTY = -1;
const LOAD_MAX = 0.7;
const CAPACITY_MIN = 1024;

/** FNV-1a over UTF-16 units with a murmur finish. Two seeds make one 64-bit fingerprint. */
const hash = (key: string, seed: number): number => {
  let h = seed;
  for (let i = 0; i < key.length; i += 1) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
};
const low = (key: string): number => hash(key, 0x811c9dc5 | 0);
const high = (key: string): number => hash(key, 0x9e3779b9 | 0);

/**
 * Revision and one note by key, for millions of keys: 16 bytes a slot in typed arrays.
 *
 * Keys are kept as 64-bit fingerprints, so a hit is a candidate: read the event at the revision and
 * compare its key. A revision fits 31 bits; a ledger of two thousand million entries is not foreseen.
 */
export class FingerprintIndex extends Layer<FingerprintIndex> {
  private columns: Int32Array;
  private used = 0;
  private readonly own: Map<string, { revision: number; note: number }> | undefined;

  private constructor(capacity: number, base: FingerprintIndex | undefined) {
    super(base);
    this.columns = base === undefined ? emptyColumns(capacity) : new Int32Array(0);
    this.own = base === undefined ? undefined : new Map();
  }

  static root(): FingerprintIndex {
    return new FingerprintIndex(CAPACITY_MIN, undefined);
  }

  overlay(): FingerprintIndex {
    return new FingerprintIndex(0, this);
  }

  /** Candidate revision of a key. */
  find(key: string): number | undefined {
    return this.entry(key)?.revision;
  }

  /** The note beside a key; 0 when none was made. */
  note(key: string): number {
    return this.entry(key)?.note ?? 0;
  }

  set(key: string, revision: number, note = 0): void {
    if (this.own !== undefined) {
      this.own.set(key, { revision, note });
      return;
    }
    if ((this.used + 1) / (this.columns.length / 4) > LOAD_MAX) this.grow();
    if (this.write(low(key), high(key), revision, note)) this.used += 1;
  }

  /** Removed keys keep their slot: an id once used stays known, only its meaning goes. */
  delete(key: string): void {
    if (this.find(key) !== undefined) this.set(key, EMPTY);
  }

  protected moveInto(base: FingerprintIndex): void {
    for (const [key, { revision, note }] of this.own ?? []) base.set(key, revision, note);
    this.own?.clear();
  }

  /** The slots as they lie in memory, for a snapshot. */
  toColumns(): Int32Array {
    return this.columns;
  }

  static fromColumns(columns: Int32Array): FingerprintIndex {
    const index = new FingerprintIndex(CAPACITY_MIN, undefined);
    index.columns = columns;
    for (let slot = 0; slot < columns.length; slot += 4) {
      if (columns[slot + 3] !== 0) index.used += 1;
    }
    return index;
  }

  private entry(key: string): { revision: number; note: number } | undefined {
    if (this.own !== undefined) {
      const own = this.own.get(key);
      if (own !== undefined) return own.revision === EMPTY ? undefined : own;
      return this.base?.entry(key);
    }
    const slot = this.slotOf(low(key), high(key));
    if (this.columns[slot + 3] === 0) return undefined;
    const revision = this.columns[slot + 2] ?? EMPTY;
    if (revision === EMPTY) return undefined;
    return { revision, note: (this.columns[slot + 3] ?? 1) - 1 };
  }

  /** Slot of a fingerprint, or the free one where it would go. A slot is free while its note column is 0. */
  private slotOf(lo: number, hi: number): number {
    const { columns } = this;
    const mask = columns.length / 4 - 1;
    let at = (lo ^ Math.imul(hi, 31)) & mask;
    for (;;) {
      const slot = at * 4;
      if (columns[slot + 3] === 0) return slot;
      if (columns[slot] === lo && columns[slot + 1] === hi) return slot;
      at = (at + 1) & mask;
    }
  }

  private write(lo: number, hi: number, revision: number, note: number): boolean {
    const slot = this.slotOf(lo, hi);
    const isNew = this.columns[slot + 3] === 0;
    this.columns[slot] = lo;
    this.columns[slot + 1] = hi;
    this.columns[slot + 2] = revision;
    this.columns[slot + 3] = note + 1;
    return isNew;
  }

  private grow(): void {
    const old = this.columns;
    this.columns = emptyColumns(old.length / 2);
    for (let slot = 0; slot < old.length; slot += 4) {
      const note = old[slot + 3] ?? 0;
      if (note !== 0) this.write(old[slot] ?? 0, old[slot + 1] ?? 0, old[slot + 2] ?? 0, note - 1);
    }
  }
}

const emptyColumns = (capacity: number): Int32Array => new Int32Array(capacity * 4);
