import { ensureTopics, TopicMissing, type TopicAdmin } from './topic.js';

const WANTED = { name: 'muledger.x.v1', partitions: 6, settings: { 'retention.ms': '-1' } };
const protocolError = (type: string) => Object.assign(new Error(type), { type });

/** The client of a broker that answers as told. */
class Broker {
  readonly made: string[] = [];
  /** Looks after which it has heard of a topic. */
  hearsAfter = 0;
  refuses: string | undefined;
  looks = 0;
  disconnected = 0;

  admin(): TopicAdmin {
    return {
      connect: async () => undefined,
      disconnect: async () => void (this.disconnected += 1),
      listTopics: async () => [...this.made],
      createTopics: async ({ topics, waitForLeaders = true }) => {
        if (this.refuses !== undefined) throw protocolError(this.refuses);
        this.made.push(...topics.map(({ topic }) => topic));
        if (waitForLeaders) throw protocolError('UNKNOWN_TOPIC_OR_PARTITION');
        return true;
      },
      fetchTopicMetadata: async () => {
        this.looks += 1;
        if (this.looks <= this.hearsAfter) throw protocolError('UNKNOWN_TOPIC_OR_PARTITION');
        return { topics: [] };
      },
    };
  }
}

describe('a topic that is wanted', () => {
  let broker: Broker;
  beforeEach(() => {
    broker = new Broker();
  });
  afterEach(() => expect(broker.disconnected).toBe(1));

  it('is made, and waited for until the broker has heard of it', async () => {
    broker.hearsAfter = 3;
    await ensureTopics(broker, [WANTED]);
    expect([broker.made, broker.looks]).toEqual([[WANTED.name], 4]);
  });

  it('is not waited for for ever', async () => {
    broker.hearsAfter = Number.POSITIVE_INFINITY;
    await expect(ensureTopics(broker, [WANTED])).rejects.toThrow('UNKNOWN_TOPIC_OR_PARTITION');
  });

  it('is left alone when it is there', async () => {
    broker.made.push(WANTED.name);
    await ensureTopics(broker, [WANTED]);
    expect([broker.made, broker.looks]).toEqual([[WANTED.name], 0]);
  });

  it('may be made by another one meanwhile', async () => {
    broker.refuses = 'TOPIC_ALREADY_EXISTS';
    await ensureTopics(broker, [WANTED]);
    expect(broker.looks).toBe(1);
  });

  it('is told how to make when that is not allowed', async () => {
    broker.refuses = 'TOPIC_AUTHORIZATION_FAILED';
    const made = ensureTopics(broker, [WANTED]);
    await expect(made).rejects.toThrow(TopicMissing);
    await expect(made).rejects.toThrow(
      '--create --topic muledger.x.v1 --partitions 6 --config retention.ms=-1',
    );
  });
});
