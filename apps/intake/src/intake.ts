import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '#platform';
import type { Answers, AnswerWriter } from './answer-writer.js';
import type { AskedCommand, CommandDoor, CommandOutcome } from './command-door.js';
import { Poison, readCommand, type CommandMessage } from './messages/command-message.js';
import type { IncomingMessage, OutgoingMessage } from './messages/incoming.js';
import { parkedMessage, type ParkedFor } from './messages/parked-message.js';
import { replyMessage } from './messages/reply.js';

/** What became of messages, in numbers. */
export interface Answered {
  readonly recorded: number;
  readonly repeated: number;
  readonly refused: number;
  /** Put aside without a reply. */
  readonly poison: number;
  /** Milliseconds between the sending of the last message and the broker's word that its answer is durable. */
  readonly lagMs: number;
}

export interface IntakeOptions {
  readonly door: CommandDoor;
  readonly clock: Clock;
  /** Of a message; a larger one is put aside. */
  readonly bytesMax: number;
  readonly onAnswered: (answered: Answered) => void;
  readonly onPoison: (poison: Poison, place: { partition: number; offset: string }) => void;
  /** Nothing can be decided; it goes on trying. */
  readonly onOutage: (error: unknown) => void;
  /** Milliseconds of the first and the longest pause between two tries. */
  readonly retryMs?: { readonly first: number; readonly last: number };
}

const RETRY_MS = { first: 250, last: 5_000 };

/** Messages of one partition, in their order. */
export interface IncomingBatch {
  readonly partition: number;
  readonly messages: readonly IncomingMessage[];
}

interface Waiting {
  readonly message: IncomingMessage;
  readonly command: CommandMessage | Poison;
}

/**
 * Takes commands off a topic. Every message is answered or put aside before it counts as handled, so whatever dies when,
 * none is lost; one that comes again finds its entry under its id, and no second one is made.
 */
export class Intake {
  constructor(private readonly options: IntakeOptions) {}

  /**
   * Handles messages of one partition in their order, and tells how many: fewer than all when `signal` aborts while
   * nothing can be decided.
   * @throws whatever keeps `writer` from writing
   */
  async receive(
    { partition, messages }: IncomingBatch,
    writer: AnswerWriter,
    signal: AbortSignal,
  ): Promise<number> {
    const { bytesMax, onOutage, retryMs: retries = RETRY_MS } = this.options;
    let waiting: readonly Waiting[] = messages.map((message) => ({
      message,
      command: readCommand(message, bytesMax),
    }));
    let retryMs = retries.first;
    while (waiting.length > 0 && !signal.aborted) {
      const round = await this.decide(waiting, partition);
      if (round.handled > 0) {
        await writer.write(partition, round);
        this.tell(round, waiting[round.handled - 1]);
        waiting = waiting.slice(round.handled);
        retryMs = retries.first;
      }
      if (waiting.length === 0) break;
      onOutage(round.outage);
      await delay(retryMs, undefined, { signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, retries.last);
    }
    return messages.length - waiting.length;
  }

  /**
   * Up to the first command that cannot be decided now. What was made of those behind it is not told, because it was
   * decided without it: they are asked again, and what was recorded is found.
   */
  private async decide(waiting: readonly Waiting[], partition: number): Promise<Round> {
    const commands = waiting.flatMap(({ command }) => (command instanceof Poison ? [] : [command]));
    const outcomes = (await this.options.door.post(commands.map(asked)))[Symbol.iterator]();
    const round = new Round(partition, this.options.clock());
    for (const { message, command } of waiting) {
      if (command instanceof Poison) {
        this.options.onPoison(command, { partition, offset: message.offset });
        round.putAside(message, command);
        continue;
      }
      const outcome: CommandOutcome | undefined = outcomes.next().value;
      if (outcome === undefined) throw new Error(`${command.id} has no outcome`);
      if (!round.answer(message, command, outcome)) break;
    }
    return round;
  }

  private tell({ counts }: Round, last: Waiting | undefined): void {
    const sent = Number(last?.message.timestamp ?? Number.NaN);
    const lag = this.options.clock().getTime() - sent;
    this.options.onAnswered({ ...counts, lagMs: Number.isNaN(lag) ? 0 : Math.max(0, lag) });
  }
}

const asked = (command: CommandMessage): AskedCommand => {
  const { authorization, traceparent, ledger, kind, id, data } = command;
  return { ...{ authorization, traceparent, ledger, kind }, entryId: id, body: data };
};

/** Messages that were decided together, and what is to be said of them. */
class Round implements Answers {
  readonly replies: OutgoingMessage[] = [];
  readonly parked: OutgoingMessage[] = [];
  readonly counts = { recorded: 0, repeated: 0, refused: 0, poison: 0 };
  handled = 0;
  /** Why it ends before the last message. */
  outage: unknown;

  constructor(
    private readonly partition: number,
    private readonly now: Date,
  ) {}

  putAside(message: IncomingMessage, { reason, message: detail }: Poison): void {
    this.park(message, { reason, detail });
    this.counts.poison += 1;
    this.handled += 1;
  }

  /** False when it could not be decided. */
  answer(message: IncomingMessage, command: CommandMessage, outcome: CommandOutcome): boolean {
    if (outcome.kind === 'unavailable') {
      this.outage = outcome.error;
      return false;
    }
    if (outcome.kind === 'refused') {
      const { code, title, detail } = outcome.problem.en;
      this.park(message, { reason: code, detail: detail ?? title });
    }
    this.counts[countedAs(outcome)] += 1;
    this.replies.push(replyMessage(command, message.key, outcome, this.now));
    this.handled += 1;
    return true;
  }

  private park(message: IncomingMessage, why: ParkedFor): void {
    this.parked.push(parkedMessage(message, this.partition, why, this.now));
  }
}

const countedAs = (
  outcome: Exclude<CommandOutcome, { readonly kind: 'unavailable' }>,
): 'recorded' | 'repeated' | 'refused' =>
  outcome.kind === 'recorded' && outcome.repeated ? 'repeated' : outcome.kind;
