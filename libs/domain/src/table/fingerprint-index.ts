import { Layer } from './layer.js';

/** 64 bits of a key as two signed halves. */
export interface Fingerprint {
  readonly low: number;
  readonly high: number;
}

/**
 * How keys become fingerprints. It must be keyed: callers choose what is kept here, and whoever can compute a
 * fingerprint can make two texts that share one. The key never goes into the log, so it is given from outside the rules
 * and lies beside the columns that were made with it.
 */
export interface Fingerprinting {
  /** The secret, as a snapshot keeps it. */
  readonly key: string;
  of(text: string): Fingerprint;
}

const GONE = -1;
const LOAD_MAX = 0.7;
const CAPACITY_MIN = 1024;
/** Int32 columns of a slot: low, high, revision, note + 1. A slot is free while its last column is 0. */
const WIDTH = 4;
const NONE: readonly number[] = [];

/**
 * Revisions by key, each with a note, for millions of keys: 16 bytes a slot in typed arrays.
 *
 * Keys are kept as 64-bit fingerprints and every revision that was set under one is kept, so what is found are
 * candidates: read the events at the revisions and compare their keys. A revision fits 31 bits; a ledger of two thousand
 * million entries is not foreseen.
 */
export class FingerprintIndex extends Layer<FingerprintIndex> {
  private columns: Int32Array;
  private used = 0;
  /** By key and revision the note, or GONE. Undefined in a root. */
  private readonly own: Map<string, Map<number, number>> | undefined;

  private constructor(
    capacity: number,
    base: FingerprintIndex | undefined,
    private readonly fingerprinting: Fingerprinting,
  ) {
    super(base);
    this.columns = new Int32Array(base === undefined ? capacity * WIDTH : 0);
    this.own = base === undefined ? undefined : new Map();
  }

  static root(fingerprinting: Fingerprinting): FingerprintIndex {
    return new FingerprintIndex(CAPACITY_MIN, undefined, fingerprinting);
  }

  overlay(): FingerprintIndex {
    return new FingerprintIndex(0, this, this.fingerprinting);
  }

  /** Every revision that may be meant by a key, in no order that is promised. */
  candidates(key: string): readonly number[] {
    if (this.own === undefined) return this.used === 0 ? NONE : this.read(key);
    const own = this.own.size === 0 ? undefined : this.own.get(key);
    const below = this.base?.candidates(key) ?? NONE;
    if (own === undefined) return below;
    const left = below.filter((revision) => !own.has(revision));
    for (const [revision, note] of own) if (note !== GONE) left.push(revision);
    return left;
  }

  has(key: string): boolean {
    return this.candidates(key).length > 0;
  }

  /** The note beside a revision of a key; 0 when none was made. */
  note(key: string, revision: number): number {
    const own = this.own?.get(key)?.get(revision);
    if (own !== undefined) return own === GONE ? 0 : own;
    if (this.own !== undefined) return this.base?.note(key, revision) ?? 0;
    const note = this.columns[this.slotOf(this.fingerprinting.of(key), revision) + 3] ?? 0;
    return note === 0 ? 0 : note - 1;
  }

  /** Adds a revision to a key, or puts another note beside one that is there. */
  set(key: string, revision: number, note = 0): void {
    if (this.own !== undefined) return this.put(key, revision, note);
    if ((this.used + 1) / (this.columns.length / WIDTH) > LOAD_MAX) this.grow();
    const { low, high } = this.fingerprinting.of(key);
    if (this.write(low, high, revision, note)) this.used += 1;
  }

  delete(key: string, revision: number): void {
    if (this.own !== undefined) return this.put(key, revision, GONE);
    const slot = this.slotOf(this.fingerprinting.of(key), revision);
    // The slot stays taken, otherwise the search for a later one would end at it.
    if (this.columns[slot + 3] !== 0) this.columns[slot + 2] = GONE;
  }

  protected moveInto(base: FingerprintIndex): void {
    for (const [key, revisions] of this.own ?? [])
      for (const [revision, note] of revisions) {
        if (note === GONE) base.delete(key, revision);
        else base.set(key, revision, note);
      }
    this.own?.clear();
  }

  /** The slots as they lie in memory, for a snapshot. */
  toColumns(): Int32Array {
    return this.columns;
  }

  /** @param fingerprinting of the same key as the one the columns were made with */
  static fromColumns(columns: Int32Array, fingerprinting: Fingerprinting): FingerprintIndex {
    const index = FingerprintIndex.root(fingerprinting);
    index.columns = columns;
    for (let slot = 0; slot < columns.length; slot += WIDTH) {
      if (columns[slot + 3] !== 0) index.used += 1;
    }
    return index;
  }

  private put(key: string, revision: number, note: number): void {
    const revisions = this.own?.get(key);
    if (revisions === undefined) this.own?.set(key, new Map([[revision, note]]));
    else revisions.set(revision, note);
  }

  private read(key: string): readonly number[] {
    const { columns } = this;
    const { low, high } = this.fingerprinting.of(key);
    let found: number[] | undefined;
    for (let slot = this.home(low, high); columns[slot + 3] !== 0; slot = this.next(slot)) {
      const revision = columns[slot + 2] ?? GONE;
      if (columns[slot] !== low || columns[slot + 1] !== high || revision === GONE) continue;
      if (found === undefined) found = [revision];
      else found.push(revision);
    }
    return found ?? NONE;
  }

  /** Slot of a revision under a fingerprint, or the free one where it would go. */
  private slotOf({ low, high }: Fingerprint, revision: number): number {
    const { columns } = this;
    let slot = this.home(low, high);
    for (; columns[slot + 3] !== 0; slot = this.next(slot)) {
      if (columns[slot + 2] !== revision) continue;
      if (columns[slot] === low && columns[slot + 1] === high) break;
    }
    return slot;
  }

  private home(low: number, high: number): number {
    return ((low ^ Math.imul(high, 31)) & (this.columns.length / WIDTH - 1)) * WIDTH;
  }

  private next(slot: number): number {
    return (slot + WIDTH) % this.columns.length;
  }

  private write(low: number, high: number, revision: number, note: number): boolean {
    const slot = this.slotOf({ low, high }, revision);
    const isNew = this.columns[slot + 3] === 0;
    this.columns[slot] = low;
    this.columns[slot + 1] = high;
    this.columns[slot + 2] = revision;
    this.columns[slot + 3] = note + 1;
    return isNew;
  }

  private grow(): void {
    const old = this.columns;
    this.columns = new Int32Array(old.length * 2);
    this.used = 0;
    for (let slot = 0; slot < old.length; slot += WIDTH) {
      const note = old[slot + 3] ?? 0;
      const revision = old[slot + 2] ?? GONE;
      if (note === 0 || revision === GONE) continue;
      this.write(old[slot] ?? 0, old[slot + 1] ?? 0, revision, note - 1);
      this.used += 1;
    }
  }
}
