/**
 * Something that is read through: a root that is changed in place, or an overlay that keeps its own changes above
 * what it was made of.
 */
export abstract class Layer<Self extends Layer<Self>> {
  private merged = false;

  protected constructor(private under: Self | undefined) {}

  abstract overlay(): Self;

  /** Moves what is kept here into the layer below, and keeps it no longer. */
  protected abstract moveInto(base: Self): void;

  /**
   * What lies below; nothing below a root. A merged overlay has nothing of its own any more and is looked past, so
   * that an overlay made on top of it stays right and a row of them costs no more than one.
   */
  protected get base(): Self | undefined {
    while (this.under !== undefined && this.under.merged) this.under = this.under.under;
    return this.under;
  }

  /** Moves the changes into the layer below. What is changed here afterwards is lost. A root has nothing to move. */
  merge(): void {
    const { base } = this;
    if (base === undefined) return;
    this.moveInto(base);
    this.merged = true;
  }
}
