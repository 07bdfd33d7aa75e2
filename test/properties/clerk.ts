import type { LedgerCommand, LedgerEvent } from '#domain';
import { covers, isSome, portion } from './amounts.js';
import { amountsOf, NOTHING, quantityOf, type Amounts, type Bookkeeper } from './bookkeeper.js';
import type { Again, Reversal, Step } from './history.js';
import type { Rules } from './rules.js';

const COUNTIES = ['u-330402', 'u-330411', 'u-330110', 'u-330104'] as const;
const PROVINCE = 'u-330000';

export interface Wish {
  readonly command: LedgerCommand;
  /** What the book says of it: `true` it must be accepted, `false` it must be refused. */
  readonly isSound: boolean;
  /** What must be so once it is accepted, by the book. */
  readonly holdsAfter?: () => boolean;
}

/** Turns what somebody wants into a command, and says by the book whether it may be had. */
export class Clerk {
  private serial = 0;

  constructor(
    private readonly rules: Rules,
    private readonly book: Bookkeeper,
    private today: string,
  ) {}

  wish(step: Exclude<Step, Again>): Wish | undefined {
    switch (step.kind) {
      case 'issue':
        return this.issue(step.mu);
      case 'next-day':
        return undefined;
      case 'consume-reserved':
      case 'release':
        return this.resolve(step);
      case 'void':
        return this.void(step);
      case 'reverse':
      case 'reverse-newest':
        return this.reverse(step);
      default:
        return this.draw(step);
    }
  }

  nextDay(): LedgerCommand {
    this.today = this.shifted(1);
    return this.asked('AdvanceDay', { entryId: `day:${this.today}`, date: this.today });
  }

  private issue(mu: number): Wish {
    const amount = BigInt(mu) * 200_000n;
    const command = this.asked('IssueQuota', {
      indicator: 'annual',
      planYear: 2017,
      planKind: 'pool',
      quantity: quantityOf([amount, (amount * 9n) / 10n, amount / 2n]),
    });
    return { command, isSound: true };
  }

  private draw(step: Extract<Step, { lot: number }>): Wish | undefined {
    const { kind } = step;
    const holders = kind === 'allocate' ? [PROVINCE] : COUNTIES;
    const accounts = [...this.book.accounts()].filter(
      (path) => path.endsWith('/available') && holders.some((unit) => path.startsWith(`${unit}/`)),
    );
    const path = accounts[step.lot % accounts.length];
    if (path === undefined) return undefined;
    const [unit = '', lot = ''] = path.split('/');
    const on = this.shifted(-step.daysBack);
    const held = this.book.takable(path, on);
    const asked = portion(held, step.share);
    const isTaken = covers(held, asked) && isSome(asked) && this.isLotAlive(lot);
    const isNested = asked[2] <= asked[1] && asked[1] <= asked[0];
    const quantity = quantityOf(asked);
    const draws = [{ lot, quantity }];
    const target = COUNTIES[step.unit % COUNTIES.length] ?? COUNTIES[0];
    switch (kind) {
      case 'allocate':
        return {
          command: this.asked('AllocateQuota', {
            effectiveOn: on,
            fromUnit: unit,
            lot,
            to: [{ unit: target, quantity }],
          }),
          isSound: isTaken && isNested,
        };
      case 'transfer':
        return {
          command: this.asked('TransferQuota', {
            effectiveOn: on,
            fromUnit: unit,
            toUnit: target,
            lot,
            quantity,
          }),
          isSound: isTaken && target !== unit,
        };
      case 'reserve':
        return {
          command: this.asked('ReserveQuota', {
            effectiveOn: on,
            unit,
            draws,
            project: `p-${step.unit}`,
            expiresOn: '2017-12-31',
          }),
          isSound: isTaken && isNested,
        };
      case 'consume':
        return {
          command: this.asked('ConsumeQuota', {
            effectiveOn: on,
            unit,
            draws,
            approval: { number: `浙土字${this.serial}`, date: on },
          }),
          isSound: isTaken && isNested,
        };
      case 'reclaim':
        return {
          command: this.asked('ReclaimQuota', { effectiveOn: on, unit, draws }),
          isSound: isTaken,
        };
      case 'lapse':
        return {
          command: this.asked('LapseQuota', { effectiveOn: on, unit, draws }),
          isSound: isTaken,
        };
    }
  }

  private resolve(step: Extract<Step, { reservation: number }>): Wish | undefined {
    const reserved = this.posted('QuotaReserved');
    const event = reserved[step.reservation % reserved.length];
    if (event === undefined) return undefined;
    const { entryId, effectiveOn } = event.data;
    const [unit = '', lot = ''] = event.data.postings[0]?.from.split('/') ?? [];
    const on = this.shifted(-step.daysBack);
    const left = this.book.left(entryId);
    const asked = portion(left, step.share);
    const account = `${unit}/${lot}/reserved`;
    const isFinal = step.kind === 'consume-reserved' && step.final;
    const leaves = isFinal ? left : asked;
    const isSound =
      isSome(left) &&
      isSome(asked) &&
      covers(left, asked) &&
      on >= effectiveOn &&
      covers(this.book.takable(account, on), leaves) &&
      this.isLotAlive(lot);
    const quantity = quantityOf(asked);
    if (step.kind === 'release') {
      return {
        command: this.asked('ReleaseReservation', {
          effectiveOn: on,
          reservation: entryId,
          draws: [{ lot, quantity }],
        }),
        isSound,
      };
    }
    return {
      command: this.asked('ConsumeQuota', {
        effectiveOn: on,
        unit,
        draws: [{ lot, quantity, reservation: entryId }],
        approval: { number: `浙土字${this.serial}`, date: on },
        final: step.final,
      }),
      isSound: isSound && asked[2] <= asked[1] && asked[1] <= asked[0],
      holdsAfter: () => !step.final || !isSome(this.book.left(entryId)),
    };
  }

  private void(step: Extract<Step, { kind: 'void' }>): Wish | undefined {
    const consumed = this.posted('QuotaConsumed');
    const event = consumed[step.consumption % consumed.length];
    if (event === undefined) return undefined;
    const posting = event.data.postings.find(({ to }) => to.endsWith('/consumed'));
    const [, lot = ''] = posting?.to.split('/') ?? [];
    const whole = posting === undefined ? NOTHING : amountsOf(posting.quantity);
    const left = this.notVoided(event.data.entryId, whole);
    const asked = portion(left, step.share);
    return {
      command: this.asked('VoidConsumption', {
        consumption: event.data.entryId,
        draws: [{ lot, quantity: quantityOf(asked) }],
        reason: '撤回',
      }),
      isSound: !this.book.isUndone(event.data.entryId) && isSome(asked) && covers(left, asked),
    };
  }

  private reverse(step: Reversal): Wish | undefined {
    const posted = this.book.events.filter(({ data }) => data.postings.length > 0);
    const at = step.kind === 'reverse' ? step.entry : posted.length - 1 - (step.entry % 3);
    const event = posted[((at % posted.length) + posted.length) % posted.length];
    if (event === undefined) return undefined;
    const { entryId, effectiveOn } = event.data;
    const on = this.shifted(-step.daysBack);
    const isSound =
      event.type !== 'EntryReversed' &&
      !this.book.isUndone(entryId) &&
      on >= effectiveOn &&
      this.book.dependents(entryId).length === 0 &&
      this.canBearSwapped(event, on);
    return {
      command: this.asked('ReverseEntry', { effectiveOn: on, entry: entryId, reason: '误登' }),
      isSound,
    };
  }

  /** Whether the accounts that received can give it back on that day and every later one. */
  private canBearSwapped({ data }: LedgerEvent, on: string): boolean {
    const nets = new Map<string, Amounts>();
    const add = (account: string, by: Amounts): void => {
      const before = nets.get(account) ?? NOTHING;
      nets.set(account, [before[0] + by[0], before[1] + by[1], before[2] + by[2]]);
    };
    for (const { from, to, quantity, reservation } of data.postings) {
      const moved = amountsOf(quantity);
      const isShut = reservation !== undefined && !isSome(this.book.left(reservation));
      // Nothing comes to rest in a reservation that is shut: it goes on to what is available, or comes from there.
      const open = (account: string): string =>
        isShut ? account.replace(/\/reserved$/, '/available') : account;
      add(open(to), [-moved[0], -moved[1], -moved[2]]);
      add(open(from), moved);
    }
    return [...nets].every(([account, [t, f, c]]) => {
      if (account.endsWith('/source')) return true;
      return covers(this.book.takable(account, on), [-t, -f, -c]);
    });
  }

  /** A lot whose entry was undone is gone. */
  private isLotAlive(lot: string): boolean {
    return !this.book.isUndone(lot.slice(0, lot.lastIndexOf('.')));
  }

  private notVoided(consumption: string, whole: Amounts): Amounts {
    let left = whole;
    for (const event of this.posted('ConsumptionVoided')) {
      if (event.data.consumption !== consumption || this.book.isUndone(event.data.entryId))
        continue;
      for (const { quantity } of event.data.postings) {
        const gone = amountsOf(quantity);
        left = [left[0] - gone[0], left[1] - gone[1], left[2] - gone[2]];
      }
    }
    return left;
  }

  private posted<Type extends LedgerEvent['type']>(
    type: Type,
  ): Extract<LedgerEvent, { type: Type }>[] {
    return this.book.events.filter(
      (event): event is Extract<LedgerEvent, { type: Type }> => event.type === type,
    );
  }

  private shifted(days: number): string {
    const { addDays, formatDay, parseDay } = this.rules.domain;
    const day = parseDay(this.today);
    if (day === undefined) throw new RangeError(this.today);
    const shifted = formatDay(addDays(day, days));
    return shifted < OPENS_ON ? OPENS_ON : shifted;
  }

  private asked(kind: LedgerCommand['kind'], data: object): LedgerCommand {
    this.serial += 1;
    return {
      kind,
      data: {
        entryId: `e${this.serial}`,
        actor: kind === 'AdvanceDay' ? this.rules.testing.operator : this.rules.testing.province,
        effectiveOn: this.today,
        document: this.rules.testing.document(),
        ...data,
      },
    } as unknown as LedgerCommand;
  }
}

export const OPENS_ON = '2017-03-01';
