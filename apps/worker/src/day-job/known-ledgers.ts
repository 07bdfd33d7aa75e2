/** The ledgers there are, as the log names them; whoever needs one of each is told of new ones. */
export class KnownLedgers {
  private readonly streams = new Set<string>();
  private readonly listeners: ((stream: string) => void)[] = [];

  add(stream: string): void {
    if (this.streams.has(stream)) return;
    this.streams.add(stream);
    for (const listener of this.listeners) listener(stream);
  }

  /** Called for each that is known and each that becomes known. */
  forEach(listener: (stream: string) => void): void {
    this.listeners.push(listener);
    this.streams.forEach((stream) => listener(stream));
  }

  get all(): readonly string[] {
    return [...this.streams];
  }
}
