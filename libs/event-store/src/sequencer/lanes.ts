/** What is asked of a lane before it is forgotten. */
interface Keepable {
  /** Nothing waits and nothing is under way. */
  readonly idle: boolean;
  /** Its stream has events, as far as is known. */
  readonly exists: boolean;
}

/** Streams without events that are remembered beside the others. */
const STRANGERS_MAX = 100;

/**
 * The lanes in memory, the least recently used forgotten first. Lanes of streams without events have a place of their
 * own: whoever asks for ledgers that do not exist would otherwise push out those that do.
 */
export class Lanes<Lane extends Keepable> {
  /** Least recently used first. */
  private readonly known = new Map<string, Lane>();
  private readonly strangers = new Map<string, Lane>();
  private hottest: { readonly stream: string; readonly lane: Lane } | undefined;

  constructor(
    private readonly open: (stream: string) => Lane,
    private readonly max: number,
  ) {}

  of(stream: string): Lane {
    if (this.hottest?.stream === stream) return this.hottest.lane;
    this.sort();
    const known = this.known.get(stream);
    if (known !== undefined) return this.touch(stream, known);
    const stranger = this.strangers.get(stream) ?? this.open(stream);
    this.strangers.delete(stream);
    this.strangers.set(stream, stranger);
    return stranger;
  }

  all(): Lane[] {
    return [...this.known.values(), ...this.strangers.values()];
  }

  private touch(stream: string, lane: Lane): Lane {
    this.known.delete(stream);
    this.known.set(stream, lane);
    this.hottest = { stream, lane };
    this.evict();
    return lane;
  }

  private evict(): void {
    for (const [stream, lane] of this.known) {
      if (this.known.size <= this.max) return;
      if (lane.idle && lane !== this.hottest?.lane) this.known.delete(stream);
    }
  }

  /** Those that have events by now take their place; of the others the newest are remembered. */
  private sort(): void {
    for (const [stream, lane] of this.strangers) {
      const isSurplus = this.strangers.size > STRANGERS_MAX && lane.idle;
      if (lane.exists || isSurplus) this.strangers.delete(stream);
      if (lane.exists) this.known.set(stream, lane);
    }
    this.evict();
  }
}
