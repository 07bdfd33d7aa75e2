import { setTimeout as pause } from 'node:timers/promises';
import type { Clerk } from './clerk.js';
import type { Promises } from './promises.js';
import { Random } from './random.js';
import { COMES_BACK, type Site, type Victim } from './site.js';
import { readAnswer, type Said, type Ticket } from './ticket.js';

/** Commands without an answer after which a clerk waits for the restart. */
const UNANSWERED_MAX = 3;
const SETTLE_TRIES_MAX = 240;
const SETTLE_PAUSE_MS = 250;

export interface RoundFigures {
  readonly victim: Victim;
  /** Acknowledgements of the round before the kill. */
  readonly killedAfter: number;
  /** Commands that had no answer, and were sent again after the restart. */
  readonly unanswered: number;
  /** Of the entries settled after the restart: recorded before the retry, by the retry, refused by it. */
  readonly wereThere: number;
  readonly recordedNow: number;
  readonly refused: number;
  /** From the restart (for what comes back by itself, and for what stands again at once: from the kill) until every server process has answered a write sent after it. */
  readonly recoveredMs: number;
}

export interface RoundPlan {
  readonly site: Site;
  readonly clerks: readonly Clerk[];
  readonly promises: Promises;
  readonly victim: Victim;
  /** Whether what was killed stands again while the others are still under load. */
  readonly restart: 'at-once' | 'when-the-load-ends';
  /** Kill when so many commands were answered. */
  readonly killAfter: number;
  /** Commands a clerk sends at most. */
  readonly commandsMax: number;
  readonly seed: number;
  readonly round: number;
}

/** One round: load, a kill in the middle of it, the restart, and every open command settled under its key. */
export const playRound = async (plan: RoundPlan): Promise<RoundFigures> => {
  const { site, clerks, victim, restart, seed, round } = plan;
  const random = new Random(seed, round);
  const teller = new Teller(plan);
  const killing = teller.answered(plan.killAfter).then(async () => {
    const killedAfter = teller.answers;
    await site.kill(victim, random);
    if (COMES_BACK.has(victim) || restart === 'at-once') teller.awaitRecovery();
    if (restart === 'at-once') await site.restart(random);
    return killedAfter;
  });
  const over = new AbortController();
  const beside = site.accompany(new Random(seed, round, 4), over.signal);
  beside.catch(() => undefined);
  const working = await Promise.allSettled(
    clerks.map((clerk, n) => {
      clerk.choose(new Random(seed, round, n));
      return teller.work(clerk, n, new Random(seed, round, n, 1));
    }),
  );
  // The clerks may be through before the kill was due.
  teller.finish();
  const killedAfter = await killing;
  const open = working.map((work) => {
    if (work.status === 'rejected') throw work.reason;
    return work.value;
  });

  if (!COMES_BACK.has(victim) && restart === 'when-the-load-ends') teller.awaitRecovery();
  await site.restart(random);
  // One more each, so that there is always something to write.
  const tickets = open.flatMap((unanswered, n) => [...unanswered, clerks[n]?.next()].flatMap(some));
  const settled = await Promise.all(tickets.map((ticket, n) => teller.settle(ticket, n, random)));
  over.abort();
  await beside;
  const said = settled.flatMap((one) => [...one.values()]);
  const count = (matches: (one: Said) => boolean): number => said.filter(matches).length;
  return {
    victim,
    killedAfter,
    unanswered: open.flat().length,
    wereThere: count((one) => one.kind === 'recorded' && !one.news),
    recordedNow: count((one) => one.kind === 'recorded' && one.news),
    refused: count(({ kind }) => kind === 'refused'),
    recoveredMs: teller.recoveredMs,
  };
};

const some = (ticket: Ticket | undefined): Ticket[] => (ticket === undefined ? [] : [ticket]);

/** Sends commands and notes the answers. */
class Teller {
  answers = 0;
  private recoveringSince = 0;
  /** When each server process first answered a command that was sent since. */
  private readonly recovered = new Map<number, number>();
  /** The last answer that settled nothing. */
  private last = 'nothing came';
  private due: (() => void) | undefined;
  private dueAt = Infinity;

  constructor(private readonly plan: RoundPlan) {}

  /** Resolves when so many commands were answered, or when no more will be. */
  answered(count: number): Promise<void> {
    this.dueAt = count;
    return new Promise((resolve) => {
      this.due = resolve;
      if (count === 0) resolve();
    });
  }

  finish(): void {
    this.due?.();
  }

  awaitRecovery(): void {
    this.recovered.clear();
    this.recoveringSince = performance.now();
  }

  get recoveredMs(): number {
    return Math.max(...this.recovered.values()) - this.recoveringSince;
  }

  /** Sends what the clerk thinks of until it has had enough. Gives the commands that had no answer. */
  async work(clerk: Clerk, n: number, random: Random): Promise<Ticket[]> {
    const open: Ticket[] = [];
    for (let sent = 0; sent < this.plan.commandsMax && open.length < UNANSWERED_MAX; sent += 1) {
      const ticket = clerk.next();
      if (await this.send(ticket, n)) continue;
      // Another process may take it while the first one's append is still on its way.
      const other = random.below(this.plan.site.doorCount);
      if (random.oneIn(2) && (await this.send(ticket, other))) continue;
      open.push(ticket);
    }
    return open;
  }

  /** Sends one again until it is answered, now and then twice at once. */
  async settle(ticket: Ticket, n: number, random: Random): Promise<ReadonlyMap<string, Said>> {
    const { site } = this.plan;
    const twice = random.oneIn(3);
    // A server that ended by itself will never answer.
    for (let tries = 0; tries < SETTLE_TRIES_MAX && site.faults.length === 0; tries += 1) {
      const [said] = await Promise.all([
        this.send(ticket, n),
        twice ? this.send(ticket, n + site.doorCount - 1) : undefined,
      ]);
      if (said) return said;
      await pause(SETTLE_PAUSE_MS);
    }
    throw new Error(`${ticket.key} was never answered: ${this.last}\n${site.faults.join('\n')}`);
  }

  /** The answer, unless there was none or it left an entry open. */
  private async send(ticket: Ticket, n: number): Promise<ReadonlyMap<string, Said> | undefined> {
    const { site, promises } = this.plan;
    const { as, path, key, body } = ticket;
    if (ticket.atomic) promises.atomicBatch(ticket);
    const sentAt = performance.now();
    const answer = await site.installation
      .post(site.door(n), as, path, key, body)
      .catch(() => undefined);
    if (answer === undefined) return undefined;
    const said = readAnswer(ticket, answer);
    promises.note(ticket, said);
    if ([...said.values()].some(({ kind }) => kind === 'unknown')) {
      this.last = answer.text;
      return undefined;
    }
    this.answers += 1;
    const door = n % site.doorCount;
    if (sentAt >= this.recoveringSince && !this.recovered.has(door))
      this.recovered.set(door, performance.now());
    if (this.answers >= this.dueAt) this.finish();
    return said;
  }
}
