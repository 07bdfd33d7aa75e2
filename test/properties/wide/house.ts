import type { Day, LedgerCommand, LedgerEvent, LedgerState } from '#domain';
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
const TICK_MS = 1_000;
/** More entries than the work of any day brings in ledgers as small as these. */
const WORK_MAX = 300;

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
  private ends = new AbortController();
  private endsAt = Infinity;

  constructor(
    private readonly rules: Rules,
    private readonly setting: Setting,
  ) {
    const { deadline, then, theme } = setting;
    this.clerk = new Clerk(rules, this.book, theme);
    this.laws = new Laws(this.book, this.clerk.numbers);
    this.store = new rules.memory.MemoryEventStore();
    this.sequencer = new rules.eventStore.Sequencer({
      store: this.store,
      model: rules.stream.ledgerModel,
      clock: () => this.tick(),
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

  async open(): Promise<void> {
    for (const command of setUp(this.rules, this.setting, this.deadline.passesOn)) {
      const answer = await this.submit(command);
      if (answer.kind !== 'accepted')
        throw new LawBroken(`a ledger can be opened: ${command.kind} ${text(answer)}`);
    }
  }

  /** @throws {LawBroken} what came of it breaks a law */
  async take(step: Step): Promise<void> {
    const { deed } = step;
    if (deed === 'next-day') return this.nextDay();
    if (deed === 'next-days') {
      for (let days = 1 + (step.picks[0] % 5); days > 0; days -= 1) await this.nextDay();
      return;
    }
    if (deed === 'late-days') return this.lateDays(step);
    const doing = DOINGS[deed](this.clerk, step);
    let next = doing.next(false);
    while (next.done !== true) {
      const { value } = next;
      if ('command' in value) next = doing.next(await this.grant(value));
      else {
        for (let days = value.days; days > 0; days -= 1) await this.nextDay();
        next = doing.next(true);
      }
    }
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
    const day = await this.advanceDay();
    this.laws.dayBegins(this.deadline);
    await this.workOf(day);
    this.laws.dayIsDone();
  }

  /** Days that pass faster than the ledger does their work; the books of some may be closed before it is done. */
  private async lateDays(step: Step): Promise<void> {
    const days: Day[] = [];
    for (let left = 2 + (step.picks[0] % 3); left > 0; left -= 1) {
      days.push(await this.advanceDay());
    }
    if (step.picks[1] % 4 > 0) {
      const through = this.clerk.shifted(this.book.today, -(step.picks[1] % 4));
      await this.grant(this.clerk.wish('CloseBooks', { ...step, daysBack: 0 }, { through }));
    }
    this.laws.dayBegins(this.deadline);
    for (const day of days) await this.workOf(day);
    this.laws.dayIsDone();
  }

  private async advanceDay(): Promise<Day> {
    const date = this.clerk.shifted(this.book.today, 1);
    const { operator } = this.rules.testing;
    const answer = await this.submit({
      kind: 'AdvanceDay',
      data: { entryId: `day:${date}`, actor: operator, effectiveOn: date, date },
    });
    if (answer.kind !== 'accepted') throw new LawBroken(`days can always pass: ${text(answer)}`);
    return this.state(({ head }) => head.day);
  }

  private async workOf(day: Day): Promise<void> {
    this.ends = new AbortController();
    this.endsAt = this.instant + WORK_MAX * TICK_MS;
    await answered(this.dayJob.bringForth(STREAM, day, this.ends.signal));
    if (this.ends.signal.aborted) throw new LawBroken(`the work of a day ends: ${text(day)}`);
    this.endsAt = Infinity;
    await this.writeUp();
  }

  /** Time goes on with every round of the sequencer, and only so. */
  private tick(): Date {
    this.instant += TICK_MS;
    if (this.instant > this.endsAt) this.ends.abort();
    return new Date(this.instant);
  }

  private async submit(command: LedgerCommand): Promise<Answer> {
    const submission = this.rules.stream.submissionOf('330000', command);
    const answer = await answered(this.sequencer.submit(STREAM, submission));
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

/** Whatever is asked is granted or refused; nothing makes the ledger fail. */
const answered = async <Result>(answer: Promise<Result>): Promise<Result> => {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof LawBroken) throw error;
    throw new LawBroken(`everything is answered: ${text(String(error))}`, { cause: error });
  }
};
