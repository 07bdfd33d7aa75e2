import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel, type Producer } from 'kafkajs';
import { readTopic, type TopicMessage } from '#testing/kafka';
import { COMMANDS, PARKED, REPLIES } from '../../apps/intake/src/topics.js';

const LOOKS_MAX = 1_200;
const LOOK_MS = 50;

export interface SentCommand {
  readonly id: string;
  readonly kind: string;
  readonly body: unknown;
  /** Absent: no header at all. */
  readonly token?: string | undefined;
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A reply as its reader sees it. */
export interface ReadReply {
  readonly message: TopicMessage;
  readonly id: string;
  readonly type: string;
  readonly data: {
    readonly recorded?: { readonly revision: string; readonly repeated: boolean };
    readonly refused?: {
      readonly zh: Readonly<Record<string, unknown>>;
      readonly en: Readonly<Record<string, unknown>>;
    };
  };
}

/** Another system: it sends commands and reads what became of them. */
export class OtherSystem {
  private constructor(
    private readonly kafka: Kafka,
    private readonly producer: Producer,
  ) {}

  /** The topics must be there. */
  static async open(broker: string): Promise<OtherSystem> {
    const retry = { retries: 20, initialRetryTime: 100, maxRetryTime: 500 };
    const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING, retry });
    await untilTopics(kafka);
    const producer = kafka.producer();
    await producer.connect();
    return new OtherSystem(kafka, producer);
  }

  /** Commands in their order. */
  async send(...commands: readonly SentCommand[]): Promise<void> {
    await this.producer.send({
      topic: COMMANDS.name,
      messages: commands.map(({ id, kind, body, token, key = '330000', headers }) => ({
        key,
        value: JSON.stringify({
          specversion: '1.0',
          ...{ id, source: '/approvals', type: `muledger.command.${kind}.v1` },
          ...{ subject: '330000', data: body },
        }),
        headers: {
          ...headers,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        },
      })),
    });
  }

  async sendBytes(value: Buffer | string): Promise<void> {
    await this.producer.send({
      topic: COMMANDS.name,
      messages: [{ key: '330000', value, headers: { authorization: 'Bearer secret' } }],
    });
  }

  /** Replies so far, each partition in its order. */
  async replies(): Promise<ReadReply[]> {
    return (await readTopic(this.kafka, REPLIES.name)).map((message) => {
      const { subject, type, data } = JSON.parse(message.value);
      return { message, id: subject, type, data };
    });
  }

  parked(): Promise<TopicMessage[]> {
    return readTopic(this.kafka, PARKED.name);
  }

  /** All replies, when `isEnough`. @throws {Error} it never is */
  async repliesWhen(
    isEnough: (replies: readonly ReadReply[]) => boolean,
    looksMax = LOOKS_MAX,
  ): Promise<ReadReply[]> {
    let replies: ReadReply[] = [];
    for (let looks = 0; looks < looksMax; looks += 1) {
      replies = await this.replies();
      if (isEnough(replies)) return replies;
      await pause(LOOK_MS);
    }
    const ids = replies.map(({ id, type }) => `${id} ${type}`).slice(-20);
    throw new Error(`the replies do not come: ${replies.length}, the last ${ids.join(', ')}`);
  }

  /** Replies to one id. */
  async repliesTo(id: string, count = 1): Promise<ReadReply[]> {
    const own = (replies: readonly ReadReply[]) => replies.filter((one) => one.id === id);
    return own(await this.repliesWhen((replies) => own(replies).length >= count));
  }

  close(): Promise<void> {
    return this.producer.disconnect();
  }
}

const untilTopics = async (kafka: Kafka): Promise<void> => {
  const admin = kafka.admin();
  await admin.connect();
  try {
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      const there = await admin.listTopics();
      if ([COMMANDS, REPLIES, PARKED].every(({ name }) => there.includes(name))) return;
      await pause(LOOK_MS);
    }
  } finally {
    await admin.disconnect();
  }
  throw new Error('the intake does not make its topics');
};
