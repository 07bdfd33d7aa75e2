import type { LedgerCommand, LedgerEvent, LedgerState } from '#domain';
import type { Outcome } from '#event-store';
import { Bookkeeper } from './bookkeeper.js';
import { Clerk, OPENS_ON } from './clerk.js';
import { isAgain, type Again, type Step } from './history.js';
import type { Rules } from './rules.js';

type Answer = Outcome<LedgerEvent, { readonly code: string; readonly facts: unknown }>;

/** A ledger that runs as it does in the house, with somebody beside it who writes everything down by hand. */
export class Office {
  readonly book = new Bookkeeper();
  readonly counts = { asked: 0, accepted: 0 };
  private readonly store;
  private readonly sequencer;
  private readonly clerk: Clerk;
  private readonly sent: LedgerCommand[] = [];
  private instant = Date.UTC(2017, 2, 1);

  private constructor(private readonly rules: Rules) {
    this.store = new rules.memory.MemoryEventStore();
    this.sequencer = new rules.eventStore.Sequencer({
      store: this.store,
      model: rules.stream.ledgerModel,
      clock: () => new Date((this.instant += 1_000)),
    });
    this.clerk = new Clerk(rules, this.book, OPENS_ON);
  }

  static async open(rules: Rules): Promise<Office> {
    const office = new Office(rules);
    const { asked, policy, province, UNITS, World, ZHEJIANG } = rules.testing;
    const world = new World();
    await office.mustPost({
      kind: 'OpenLedger',
      data: {
        entryId: 'open',
        actor: province,
        effectiveOn: OPENS_ON,
        province: ZHEJIANG,
        opensOn: OPENS_ON,
        clock: 'driven',
      },
    });
    const dated = <Command extends LedgerCommand>({ kind, data }: Command): LedgerCommand =>
      ({ kind, data: { ...data, effectiveOn: OPENS_ON, from: OPENS_ON } }) as LedgerCommand;
    await office.mustPost(dated(asked(world, 'RegisterUnits', { entryId: 'units', units: UNITS })));
    await office.mustPost(dated(policy(world)));
    return office;
  }

  /** Does one step. @throws when the ledger and the book disagree */
  async take(step: Step): Promise<void> {
    if (step.kind === 'next-day') {
      for (let day = 0; day < step.days; day += 1) await this.mustPost(this.clerk.nextDay());
      return;
    }
    if (isAgain(step)) return this.again(step);
    const wish = this.clerk.wish(step);
    if (wish === undefined) return;
    const answer = await this.submit(wish.command);
    this.counts.asked += 1;
    if (answer.kind === 'accepted') this.counts.accepted += 1;
    if ((answer.kind === 'accepted') !== wish.isSound) {
      throw new Error(
        `${wish.command.kind} was ${answer.kind}, the book says ${wish.isSound ? 'sound' : 'unsound'}: ${text(answer)} ${text(wish.command)}`,
      );
    }
    if (answer.kind === 'accepted' && wish.holdsAfter?.() === false) {
      throw new Error(`${wish.command.kind} did not do all of it: ${text(wish.command)}`);
    }
    const overdraft = this.book.overdraft();
    if (overdraft !== undefined) throw new Error(`overdrawn: ${overdraft}`);
  }

  state<Result>(look: (state: LedgerState) => Result): Promise<Result> {
    return this.sequencer.read(this.stream(), look);
  }

  submit(command: LedgerCommand): Promise<Answer> {
    return this.sequencer
      .submit(this.stream(), this.rules.stream.submissionOf('330000', command))
      .then((answer) => {
        if (answer.kind === 'accepted' && !answer.repeated) {
          this.book.write(answer.event);
          this.sent.push(command);
        }
        return answer;
      });
  }

  /** The state as the log alone tells it. */
  async replayed(): Promise<LedgerState> {
    const { ledgerModel } = this.rules.stream;
    const state = ledgerModel.initialState();
    for await (const recorded of this.store.readStream(this.stream(), 0n, 'forwards')) {
      ledgerModel.fold(state, ledgerModel.decode(recorded), recorded.revision);
    }
    return state;
  }

  async length(): Promise<number> {
    let events = 0;
    for await (const recorded of this.store.readStream(this.stream(), 0n, 'forwards')) {
      events = Number(recorded.revision) + 1;
    }
    return events;
  }

  close(): Promise<void> {
    return this.sequencer.close();
  }

  /** The same command again is answered as the first time, and another under its id is refused; no event either way. */
  private async again(step: Again): Promise<void> {
    const command = this.sent[step.entry % this.sent.length];
    if (command === undefined) return;
    const before = await this.length();
    const other = { ...command, data: { ...command.data, note: '另一内容' } } as LedgerCommand;
    const answer = await this.submit(step.kind === 'repeat' ? command : other);
    const isRight =
      step.kind === 'repeat'
        ? answer.kind === 'accepted' && answer.repeated
        : answer.kind === 'refused' && answer.refusal.code === 'entry-id-reused';
    if (!isRight) throw new Error(`${step.kind} of ${command.data.entryId}: ${text(answer)}`);
    if ((await this.length()) !== before) throw new Error(`${step.kind} wrote an event`);
  }

  private async mustPost(command: LedgerCommand): Promise<void> {
    const answer = await this.submit(command);
    if (answer.kind !== 'accepted') throw new Error(`${command.kind}: ${text(answer)}`);
  }

  private stream(): string {
    return this.rules.stream.ledgerStream('330000');
  }
}

export const text = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? String(inner) : inner,
  );
