import { annual, DOCUMENT, LEDGER, PROVINCE } from '../../e2e/story.js';
import type { Random } from './random.js';
import type { Ticket } from './ticket.js';

/** `n` blocks of four 亩, half of it farmland and a quarter cultivated: any sum of blocks is a fact about land. */
export const blocks = (n: number) => annual(String(4 * n), String(2 * n), String(n));

/** What the clerks of one county know of its lots; newest last. */
export interface County {
  readonly code: string;
  readonly lots: string[];
}

interface Reserved {
  readonly id: string;
  readonly lot: string;
  left: number;
}
interface Line {
  readonly path: string;
  readonly entryId: string;
  readonly body: object;
  readonly recorded?: () => void;
}

const RESERVED_ON = ['2017-05-02', '2017-05-08', '2017-05-15', '2017-05-22'];
const USED_ON = ['2017-06-01', '2017-06-08', '2017-06-15', '2017-06-22'];
const LOTS_USED = 6;
/** More than any lot holds. */
const TOO_MUCH = 1_000_000;

/** Makes up the commands of one clerk, from what it was told became of the earlier ones. */
export class Clerk {
  private readonly reservations: Reserved[] = [];
  private readonly reversible: string[] = [];
  private made = 0;

  constructor(
    private readonly name: string,
    private readonly county: County,
    private random: Random,
  ) {}

  /** Choices of a new round. */
  choose(random: Random): void {
    this.random = random;
  }

  next(): Ticket {
    const choice = this.random.below(100);
    if (choice < 10) return this.single(PROVINCE, this.allocate());
    if (choice < 20) return this.batch(true);
    if (choice < 30) return this.batch(false);
    if (choice < 38) return this.single(this.self, this.reverse() ?? this.reserve());
    if (choice < 66) return this.single(this.self, this.resolve() ?? this.reserve());
    return this.single(this.self, this.reserve());
  }

  private get self(): string {
    return `county@${this.county.code}`;
  }

  private id(): string {
    this.made += 1;
    return `${this.name}-${this.made}`;
  }

  private single(as: string, { path, entryId, body, recorded }: Line): Ticket {
    return {
      ...{ key: entryId, as, path: `${LEDGER}/${path}`, body, entryIds: [entryId], atomic: false },
      onRecorded: () => recorded?.(),
    };
  }

  /** An atomic one reserves, uses what it reserved and reserves again; the other takes what comes. */
  private batch(atomic: boolean): Ticket {
    const key = this.id();
    const lines = [this.reserve(this.random.oneIn(5) ? TOO_MUCH : 2)];
    const [first] = lines;
    if (atomic && first) lines.push(this.consume({ ...this.drawn(first), left: 2 }));
    else lines.push(this.resolve() ?? this.reserve(), this.reserve());
    lines.push(this.reserve(this.random.oneIn(10) ? TOO_MUCH : undefined));
    const recorded = new Map(lines.map((line) => [line.entryId, line.recorded]));
    return {
      key,
      as: this.self,
      path: `${LEDGER}/batches`,
      body: {
        atomic,
        entries: lines.map(({ path, entryId, body }) => ({ kind: path, entryId, ...body })),
      },
      entryIds: lines.map(({ entryId }) => entryId),
      atomic,
      onRecorded: (entryId) => recorded.get(entryId)?.(),
    };
  }

  private allocate(): Line {
    const entryId = this.id();
    return {
      path: 'allocations',
      entryId,
      body: {
        fromUnit: '330000',
        lot: 'i.1',
        to: [{ unit: this.county.code, quantity: blocks(10 + this.random.below(20)) }],
        effectiveOn: '2017-04-10',
        document: DOCUMENT,
      },
      recorded: () => this.county.lots.push(`${entryId}.1`),
    };
  }

  private reserve(size = 1 + this.random.below(3)): Line {
    const entryId = this.id();
    const lot = this.random.of(this.county.lots.slice(-LOTS_USED));
    return {
      path: 'reservations',
      entryId,
      body: {
        unit: this.county.code,
        draws: [{ lot, quantity: blocks(size) }],
        project: `P-${entryId}`,
        expiresOn: '2017-12-31',
        effectiveOn: this.random.of(RESERVED_ON),
      },
      recorded: () => {
        this.reservations.push({ id: entryId, lot, left: size });
        this.reversible.push(entryId);
      },
    };
  }

  private drawn({ entryId, body }: Line): { readonly id: string; readonly lot: string } {
    const { draws } = body as { readonly draws: readonly { readonly lot: string }[] };
    return { id: entryId, lot: draws[0]?.lot ?? '' };
  }

  /** Uses or releases one of its reservations. */
  private resolve(): Line | undefined {
    if (this.reservations.length === 0) return undefined;
    const reserved = this.random.of(this.reservations);
    return this.random.oneIn(3) ? this.release(reserved) : this.consume(reserved);
  }

  private consume(reserved: Reserved): Line {
    const entryId = this.id();
    const used = 1 + this.random.below(reserved.left);
    const final = this.random.oneIn(2);
    this.used(reserved, final ? reserved.left : used);
    return {
      path: 'consumptions',
      entryId,
      body: {
        unit: this.county.code,
        draws: [{ reservation: reserved.id, lot: reserved.lot, quantity: blocks(used) }],
        approval: { number: `浙土字A〔2017〕-${entryId}`, date: this.random.of(USED_ON) },
        final,
        document: DOCUMENT,
      },
      recorded: () => void this.reversible.push(entryId),
    };
  }

  private release(reserved: Reserved): Line {
    this.used(reserved, reserved.left);
    const entryId = this.id();
    const effectiveOn = this.random.of(USED_ON);
    return {
      path: 'releases',
      entryId,
      body: { reservation: reserved.id, effectiveOn, document: DOCUMENT },
      recorded: () => void this.reversible.push(entryId),
    };
  }

  /** Counted when it is asked for: what is refused or reversed only makes later commands smaller. */
  private used(reserved: Reserved, amount: number): void {
    reserved.left -= amount;
    const at = this.reservations.indexOf(reserved);
    if (reserved.left === 0 && at >= 0) this.reservations.splice(at, 1);
  }

  private reverse(): Line | undefined {
    if (this.reversible.length === 0) return undefined;
    const [entry] = this.reversible.splice(this.random.below(this.reversible.length), 1);
    return {
      path: 'reversals',
      entryId: this.id(),
      body: { entry, reason: '误登', document: DOCUMENT },
    };
  }
}
