import type { LedgerCommand, LedgerEvent, LedgerState } from '#domain';
import type { Outcome } from '#event-store';
import { text } from '../office.js';
import type { Rules } from '../rules.js';
import { Book } from './book.js';
import { Clerk, type Wish } from './clerk.js';
import { DOINGS } from './deeds/index.js';
import { Laws } from './laws/index.js';
import { LawBroken } from './laws/law-broken.js';
import type { Deadline } from './laws/time.js';
import { isHeld } from './laws/uses.js';
import { setUp } from './set-up.js';
import type { Setting, Step } from './steps.js';

type Answer = Outcome<LedgerEvent, { readonly code: string; readonly facts: unknown }>;

const STREAM = 'ledger-330000';

/** A ledger with its day job, as they run in the house, and a book and laws beside them. */
export class House {
  readonly book = new Book();
  readonly counts = { asked: 0, accepted: 0 };
  /** How often each kind was asked and accepted: a kind that is never accepted is never tried. */
  readonly kinds = new Map<string, { asked: number; accepted: number }>();
  readonly stream = STREAM;
  readonly store;
  private readonly clerk: Clerk;
  private readonly laws: Laws;
  private readonly sequencer;
  private readonly dayJob;
  private readonly deadline: Deadline;
  private written = -1n;
  private instant = Date.UTC(2017, 2, 1);

  private constructor(
    private readonly rules: Rules,
    { deadline, then, theme }: Setting,
  ) {
    this.clerk = new Clerk(rules, this.book, theme);
    this.laws = new Laws(this.book, this.clerk.numbers);
    this.store = new rules.memory.MemoryEventStore();
    this.sequencer = new rules.eventStore.Sequencer({
      store: this.store,
      model: rules.stream.ledgerModel,
      clock: () => new Date((this.instant += 1_000)),
    });
    const passesOn = this.clerk.shifted('2017-03-01', deadline);
    this.deadline = { passesOn, then, province: 'u-330000' };
    const refused = (facts: unknown): never => {
      throw new LawBroken(`the ledger can always do what a day brings: ${text(facts)}`);
    };
    this.dayJob = new rules.dayJob.DayJob({
      sequencer: this.sequencer,
      clock: () => new Date(this.instant),
      log: { info: () => {}, warn: refused, error: refused },
      ahead: { mayFollow: () => true, sentences: [] } as never,
    });
  }

  static async open(rules: Rules, setting: Setting): Promise<House> {
    const house = new House(rules, setting);
    for (const command of setUp(rules, setting, house.deadline.passesOn)) {
      const answer = await house.submit(command);
      if (answer.kind !== 'accepted') throw new Error(`${command.kind}: ${text(answer)}`);
    }
    return house;
  }

  /** @throws {LawBroken} what came of it breaks a law */
  async take(step: Step): Promise<void> {
    const { deed } = step;
    if (deed === 'next-day') return this.nextDay();
    if (deed === 'next-days') {
      for (let days = 1 + (step.picks[0] % 5); days > 0; days -= 1) await this.nextDay();
      return;
    }
    const doing = DOINGS[deed](this.clerk, step);
    let next = doing.next(false);
    while (next.done !== true) next = doing.next(await this.grant(next.value));
  }

  state<Result>(look: (state: LedgerState) => Result): Promise<Result> {
    return this.sequencer.read(STREAM, look);
  }

  everyDay(): void {
    this.laws.everyDay();
  }

  close(): Promise<void> {
    return this.sequencer.close();
  }

  private async grant({ command, mustBe, neverFor = [], because = '' }: Wish): Promise<boolean> {
    const answer = await this.submit(command);
    const isGranted = answer.kind === 'accepted';
    this.counts.asked += 1;
    const kind = this.kinds.get(command.kind) ?? { asked: 0, accepted: 0 };
    this.kinds.set(command.kind, kind);
    kind.asked += 1;
    if (isGranted) {
      this.counts.accepted += 1;
      kind.accepted += 1;
    }
    const code = answer.kind === 'refused' ? answer.refusal.code : '';
    if ((mustBe !== undefined && answer.kind !== mustBe) || neverFor.includes(code)) {
      throw new LawBroken(`${because}: ${text(answer)} ${text(command)}`);
    }
    if (answer.kind === 'refused') this.judgeRefusal(command, answer.refusal);
    return isGranted;
  }

  /** Whoever is refused as a second one has a first one. */
  private judgeRefusal(command: LedgerCommand, { code, facts }: Refusal): void {
    if (code !== 'approval-already-posted' && code !== 'parcel-already-consumed') return;
    const { approval, parcel } = facts as { approval?: string; parcel?: string };
    const isTwice = 'parcels' in command.data && (command.data.parcels?.length ?? 0) > 1;
    const isFirst = !isHeld(this.book, this.clerk.numbers, approval ?? parcel ?? '');
    if (isFirst && !(isTwice && code === 'parcel-already-consumed')) {
      throw new LawBroken(
        `an approval that nobody used can be used: ${text(facts)} ${text(command)}`,
      );
    }
  }

  private async nextDay(): Promise<void> {
    const date = this.clerk.shifted(this.book.today, 1);
    const { operator } = this.rules.testing;
    const answer = await this.submit({
      kind: 'AdvanceDay',
      data: { entryId: `day:${date}`, actor: operator, effectiveOn: date, date },
    });
    if (answer.kind !== 'accepted') throw new LawBroken(`days can always pass: ${text(answer)}`);
    this.laws.dayBegins(this.deadline);
    const day = await this.state(({ head }) => head.day);
    await this.dayJob.bringForth(STREAM, day, new AbortController().signal);
    await this.writeUp();
    this.laws.dayIsDone();
  }

  private async submit(command: LedgerCommand): Promise<Answer> {
    const submission = this.rules.stream.submissionOf('330000', command);
    const answer = await this.sequencer.submit(STREAM, submission);
    if (answer.kind === 'accepted') await this.writeUp();
    return answer;
  }

  /** Judges and writes down what was stored since, as it is read back. */
  private async writeUp(): Promise<void> {
    const { decode } = this.rules.stream.ledgerModel;
    for await (const recorded of this.store.readStream(STREAM, this.written + 1n, 'forwards')) {
      this.laws.write(decode(recorded));
      this.written = recorded.revision;
    }
  }
}

type Refusal = Extract<Answer, { kind: 'refused' }>['refusal'];
