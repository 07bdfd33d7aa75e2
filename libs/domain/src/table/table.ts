import { Layer } from './layer.js';

/**
 * Rows by key that can be read through.
 *
 * A root table is changed in place. An overlay keeps its own changes above the table it was made of,
 * and copies a row only when it is changed, so a round costs what it touches and never what there is.
 */
export class Table<Row extends object, Key extends string = string> extends Layer<Table<Row, Key>> {
  private readonly rows = new Map<Key, Row | undefined>();

  private constructor(
    private readonly copy: (row: Row) => Row,
    base: Table<Row, Key> | undefined,
  ) {
    super(base);
  }

  static root<Row extends object, Key extends string = string>(
    copy: (row: Row) => Row,
  ): Table<Row, Key> {
    return new Table(copy, undefined);
  }

  overlay(): Table<Row, Key> {
    return new Table(this.copy, this);
  }

  get(key: Key): Row | undefined {
    const row = this.rows.get(key);
    if (row !== undefined || this.rows.has(key)) return row;
    return this.base?.get(key);
  }

  /** Whether no row was ever there, as far as can be told at once. */
  get isEmpty(): boolean {
    return this.rows.size === 0 && (this.base?.isEmpty ?? true);
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  /** The row, to be changed by the caller: in place in a root, its own copy in an overlay. */
  edit(key: Key): Row | undefined {
    const own = this.rows.get(key);
    if (own !== undefined || this.rows.has(key)) return own;
    const below = this.base?.get(key);
    if (below === undefined) return undefined;
    const copied = this.copy(below);
    this.rows.set(key, copied);
    return copied;
  }

  set(key: Key, row: Row): void {
    this.rows.set(key, row);
  }

  delete(key: Key): void {
    // An overlay must remember the absence, otherwise the row of its base would show through.
    if (this.base === undefined) this.rows.delete(key);
    else this.rows.set(key, undefined);
  }

  /** Rows in the order of their first insertion below, then those of the overlay. */
  *entries(): Generator<readonly [Key, Row]> {
    for (const [key, row] of this.base?.entries() ?? []) if (!this.rows.has(key)) yield [key, row];
    for (const [key, row] of this.rows) if (row !== undefined) yield [key, row];
  }

  protected moveInto(base: Table<Row, Key>): void {
    for (const [key, row] of this.rows) {
      if (row === undefined) base.delete(key);
      else base.set(key, row);
    }
    this.rows.clear();
  }
}
