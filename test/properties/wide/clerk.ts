import type { LedgerCommand, Quantity } from '#domain';
import type { Rules } from '../rules.js';
import { isNothing, nested, quantityIn, type Amounts } from './amounts.js';
import type { Book } from './book.js';
import { namedBy } from './deeds/names.js';
import { Spellings } from './spelling.js';
import type { Step, Theme } from './steps.js';

/** What somebody asks, and what must come of it whatever the rules are, where that is known. */
export interface Wish {
  readonly command: LedgerCommand;
  readonly mustBe?: 'accepted' | 'refused';
  /** Codes it must not be refused with. */
  readonly neverFor?: readonly string[];
  readonly because?: string;
}

/** Days that pass between two wishes. */
export interface Days {
  readonly days: number;
}

type Body = Readonly<Record<string, unknown>>;

/** Turns steps into commands by looking into the book, and keeps the numbers it made out. */
export class Clerk {
  readonly numbers = new Spellings();
  private serial = 0;

  constructor(
    readonly rules: Rules,
    readonly book: Book,
    private readonly theme: Theme,
  ) {}

  wish(
    kind: LedgerCommand['kind'],
    step: Step,
    body: Body,
    more: Omit<Wish, 'command'> = {},
  ): Wish {
    return { command: this.command(kind, step, body), ...more };
  }

  command(kind: LedgerCommand['kind'], step: Step, body: Body): LedgerCommand {
    this.serial += 1;
    const { province, document } = this.rules.testing;
    return {
      kind,
      data: {
        entryId: namedBy(step.name, this.serial, this.book),
        actor: province,
        effectiveOn: this.day(step),
        document: document(),
        ...body,
      },
    } as unknown as LedgerCommand;
  }

  /** The day a step is dated: today, or some days back. */
  day({ daysBack }: Step): string {
    return this.shifted(this.book.today, -daysBack);
  }

  shifted(from: string, days: number): string {
    const { addDays, formatDay, parseDay } = this.rules.domain;
    const day = parseDay(from);
    if (day === undefined) throw new RangeError(from);
    return formatDay(addDays(day, days));
  }

  pick<One>(from: readonly One[], pick: number): One | undefined {
    return from[pick % from.length];
  }

  /** A share of what is held. Facts about land are asked for as they nest. */
  portion(held: Amounts, { share }: Step): Amounts {
    if (share === 'all') return nested(held);
    if (share === 'one-more') return [held[0] + 1n, held[1] + 1n, held[2]];
    if (share === 'cultivated-only') return [0n, 0n, held[2]];
    const percent = BigInt(share);
    const part: Amounts = [
      (held[0] * percent) / 100n,
      (held[1] * percent) / 100n,
      (held[2] * percent) / 100n,
    ];
    return nested(part);
  }

  quantity(lot: string, amounts: Amounts): Quantity {
    return quantityIn(this.book.lots.get(lot)?.indicator ?? '', amounts);
  }

  /** An account of a bucket with what a step wants of it. */
  holding(
    bucket: string,
    step: Step,
    at: number,
    of: (unit: string, lot: string) => boolean = () => true,
  ) {
    const on = this.day(step);
    const paths = this.book
      .holding(bucket, on)
      .filter((path) => of(path.split('/')[0] ?? '', path.split('/')[1] ?? ''));
    const path = this.pick(paths, at);
    if (path === undefined) return undefined;
    const [unit = '', lot = ''] = path.split('/');
    const indicator = this.book.lots.get(lot)?.indicator ?? '';
    const amount = this.portion(this.book.takable(path, on), step);
    if (isNothing(amount)) return undefined;
    return { unit, lot, indicator, amount, quantity: quantityIn(indicator, amount), on };
  }

  /** An approval of few, so that they meet, where that is what a history is about; elsewhere mostly a new one. */
  approval(step: Step, on: string) {
    const isNew = step.picks[2] % 7 > (this.theme === 'approvals' ? 5 : 1);
    return isNew ? this.freshApproval(on) : this.knownApproval(step, on);
  }

  knownApproval(step: Step, on: string) {
    const number = `浙土字A〔2017〕-00${step.picks[2] % 2}号`;
    return { number: this.numbers.written(number, step.spelling), date: on };
  }

  /** One that nobody has used. */
  freshApproval(on: string) {
    return { number: `新批〔2017〕${this.serial}-${this.book.events.length}`, date: on };
  }

  project(pick: number, spelling: number): { readonly project?: string } {
    if (pick % 3 === 0) return {};
    return { project: this.numbers.writtenVisibly(`Pr-〔${pick % 2}〕x-1`, spelling) };
  }

  parcels(pick: number, spelling: number): { readonly parcels?: string[] } {
    if (pick % 3 !== 0) return {};
    const named = [`Lot(${pick % 4})-a`];
    if (pick % 5 === 0) named.push(`Lot(${(pick + 1) % 4})-a`);
    // One and the same, written in two ways.
    if (pick % 5 === 1) named.push(...named);
    return { parcels: named.map((one, i) => this.numbers.written(one, spelling * (i + 1))) };
  }
}
