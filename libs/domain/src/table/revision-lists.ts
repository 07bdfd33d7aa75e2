import { Layer } from './layer.js';

/**
 * Revisions of live entries by key, ascending: which entries use a lot.
 *
 * Lists of a hot lot hold hundreds of thousands of revisions, so an overlay keeps only what it added
 * and took away instead of copying the list.
 */
export class RevisionLists extends Layer<RevisionLists> {
  private readonly lists = new Map<string, number[]>();
  private readonly taken = new Map<string, Set<number>>();

  private constructor(base: RevisionLists | undefined) {
    super(base);
  }

  static root(): RevisionLists {
    return new RevisionLists(undefined);
  }

  overlay(): RevisionLists {
    return new RevisionLists(this);
  }

  add(key: string, revision: number): void {
    const list = this.lists.get(key);
    if (list === undefined) this.lists.set(key, [revision]);
    else if (list[list.length - 1] !== revision) list.push(revision);
  }

  remove(key: string, revision: number): void {
    const list = this.lists.get(key);
    const at = list?.lastIndexOf(revision) ?? -1;
    if (list !== undefined && at >= 0) {
      list.splice(at, 1);
      if (list.length === 0) this.lists.delete(key);
      return;
    }
    if (this.base === undefined) return;
    const taken = this.taken.get(key) ?? new Set();
    taken.add(revision);
    this.taken.set(key, taken);
  }

  /** The newest revisions of a key, newest first, at most `limit`. */
  newest(key: string, limit: number): number[] {
    const own = this.lists.get(key) ?? [];
    const found = own.slice(-limit).reverse();
    const taken = this.taken.get(key);
    const { base } = this;
    if (base !== undefined && found.length < limit) {
      const below = base.newest(key, limit - found.length + (taken?.size ?? 0));
      for (const revision of below) if (!taken?.has(revision)) found.push(revision);
    }
    return found.slice(0, limit);
  }

  protected moveInto(base: RevisionLists): void {
    for (const [key, taken] of this.taken) for (const one of taken) base.remove(key, one);
    for (const [key, list] of this.lists) for (const one of list) base.add(key, one);
    this.lists.clear();
    this.taken.clear();
  }

  /** Keys and their lists of a root, for a snapshot. */
  entries(): IterableIterator<[string, number[]]> {
    return this.lists.entries();
  }

  static fromEntries(entries: Iterable<[string, number[]]>): RevisionLists {
    const root = RevisionLists.root();
    for (const [key, list] of entries) root.lists.set(key, list);
    return root;
  }
}
