import { movesOn, type AccountPath } from '#domain';
import type { EventStore, RecordedEvent } from '#event-store';
import {
  digestOfBalances,
  ledgerModel,
  ledgerStream,
  replay,
  type Balance,
  type Replayed,
} from '#ledger-stream';

/** Amounts by component, whole units. */
export type Amounts = ReadonlyMap<string, bigint>;

/** A ledger as its log alone tells it. */
export interface ReplayedLedger extends Replayed {
  /** What each account held at the end of the asked day; accounts that came to nothing are left out. */
  readonly balances: ReadonlyMap<AccountPath, Amounts>;
  /** SHA-256 over `balances`: one line that two installations can compare. */
  readonly fingerprint: string;
}

export interface ReplayLedgerOptions {
  readonly store: EventStore;
  readonly ledger: string;
  /** Entries effective on or before this date count (截至, by effective date); all when absent. */
  readonly to?: string;
  readonly signal: AbortSignal;
  readonly onProgress?: (entries: number) => void;
}

const PROGRESS_EVERY = 1_000;

/**
 * Reads the whole log of a ledger, folds it with every rule asserted, and beside that adds up the
 * postings that count on the asked day. It asks no read model.
 * @throws {BrokenLog}
 */
export const replayLedger = async (options: ReplayLedgerOptions): Promise<ReplayedLedger> => {
  const { store, ledger, onProgress } = options;
  const sums = new DaySums(options.to);
  const log = store.readStream(ledgerStream(ledger), 0n, 'forwards');
  const replayed = await replay(watched(log, sums, options.signal), {
    progressEvery: PROGRESS_EVERY,
    ...(onProgress && { onProgress: ({ entries }) => onProgress(entries) }),
  });
  const balances = sums.nonZero();
  return { ...replayed, balances, fingerprint: digestOfBalances(componentsOf(balances)) };
};

async function* watched(
  log: AsyncIterable<RecordedEvent>,
  sums: DaySums,
  signal: AbortSignal,
): AsyncGenerator<RecordedEvent> {
  for await (const recorded of log) {
    signal.throwIfAborted();
    yield recorded;
    // Only what was folded without a complaint is added up.
    sums.add(recorded);
  }
}

/** Adds postings up without any of the rules: what the rules made of them is compared with it. */
class DaySums {
  private readonly sums = new Map<AccountPath, Map<string, bigint>>();

  constructor(private readonly to: string | undefined) {}

  add(recorded: RecordedEvent): void {
    const { effectiveOn, postings } = ledgerModel.decode(recorded).data;
    for (const posting of postings) {
      if (this.to !== undefined && movesOn(posting, effectiveOn) > this.to) continue;
      const { from, to, quantity } = posting;
      for (const [component, amount] of Object.entries(quantity)) {
        this.move(from, component, -amount);
        this.move(to, component, amount);
      }
    }
  }

  nonZero(): Map<AccountPath, Amounts> {
    const found = new Map<AccountPath, Amounts>();
    for (const [path, amounts] of this.sums)
      if ([...amounts.values()].some((amount) => amount !== 0n)) found.set(path, amounts);
    return found;
  }

  private move(path: AccountPath, component: string, amount: bigint): void {
    let amounts = this.sums.get(path);
    if (amounts === undefined) {
      amounts = new Map();
      this.sums.set(path, amounts);
    }
    amounts.set(component, (amounts.get(component) ?? 0n) + amount);
  }
}

function* componentsOf(
  balances: ReadonlyMap<AccountPath, Amounts>,
): Generator<Pick<Balance, 'account' | 'component' | 'amount'>> {
  for (const [account, amounts] of balances)
    for (const [component, amount] of amounts) yield { account, component, amount };
}
