import { toldIn, type OutgoingMessage } from '../entries/envelope.js';
import { BrokerUnavailable, MessagesRefused } from '../errors.js';
import type { MessageWriter, TopicEnds } from '../message-writer.js';

/** What becomes of a write. Of `written` only the answer is lost; the writer cannot tell it from `lost`. */
export type WriteFault = 'none' | 'lost' | 'written';

const PARTITION = '0';

/** A topic in memory, whose writes fail as told. */
export class MemoryTopic {
  readonly messages: OutgoingMessage[] = [];
  /** The publisher has the right to write only. */
  unreadable = false;
  /** How often it was read. */
  looks = 0;
  /** How many messages each write asked for. */
  readonly writes: number[] = [];
  down = false;
  /** Values with this text are refused, with everything that is sent along. */
  refuses = '';
  private readonly faults: WriteFault[] = [];
  private gate: Promise<void> | undefined;
  private open: () => void = () => undefined;

  fail(...faults: WriteFault[]): void {
    this.faults.push(...faults);
  }

  /** Holds the answers to writes until `release`. */
  hold(): void {
    this.gate = new Promise((resolve) => (this.open = resolve));
  }

  release(): void {
    this.gate = undefined;
    this.open();
  }

  readonly openWriter = async (): Promise<MessageWriter> => {
    if (this.down) throw new BrokerUnavailable('told to be down');
    return {
      write: (messages) => this.write(messages),
      ends: async () => this.ends,
      toldBetween: async (from, to) => {
        this.looks += 1;
        if (this.unreadable) return undefined;
        const [first, end] = [Number(from[PARTITION] ?? 0), Number(to[PARTITION] ?? 0)];
        return this.messages
          .slice(first, end)
          .flatMap(({ key, value }) => toldIn(key, value) ?? []);
      },
      close: async () => undefined,
    };
  };

  /** Ids in the order of their first coming: what is left when repetitions are passed over. */
  get ids(): string[] {
    return [...new Set(this.messages.map(idOf))];
  }

  private get ends(): TopicEnds {
    return { [PARTITION]: String(this.messages.length) };
  }

  private async write(messages: readonly OutgoingMessage[]): Promise<TopicEnds> {
    this.writes.push(messages.length);
    const fault = this.faults.shift() ?? 'none';
    const { refuses } = this;
    if (refuses !== '' && messages.some(({ value }) => value.includes(refuses)))
      throw new MessagesRefused('told to refuse');
    if (fault !== 'lost') this.messages.push(...messages);
    await this.gate;
    if (fault !== 'none') throw new BrokerUnavailable(`told to fail: ${fault}`);
    return this.ends;
  }
}

const idOf = ({ value }: OutgoingMessage): string => (JSON.parse(value) as { id: string }).id;
