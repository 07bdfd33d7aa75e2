import { BatchReader } from '#inbox';
import { createKafka, ensureTopics, type Clock, type KafkaSettings } from '#platform';
import type { AnswerWriter } from './answer-writer.js';
import type { CommandDoor } from './command-door.js';
import { Intake, type Answered } from './intake.js';
import { openKafkaAnswers } from './kafka/kafka-answers.js';
import { Outages, type IntakeLog } from './outages.js';
import { COMMANDS, PARKED, REPLIES } from './topics.js';

export type { Answered } from './intake.js';

/** What the intake tells of itself to whoever watches over it. */
export interface IntakeWatch {
  answered(answered: Answered): void;
  /** Whether it waits for the log or the broker. */
  waiting(waits: boolean): void;
}

export interface IntakeDependencies {
  readonly door: CommandDoor;
  readonly kafka: KafkaSettings;
  readonly clock: Clock;
  readonly log: IntakeLog;
  readonly watch: IntakeWatch;
  /** Bytes of a message. */
  readonly bytesMax: number;
}

export interface RunningIntake {
  /** Resolves when what it took is answered and it has left its group. */
  stop(): Promise<void>;
}

/** Processes of an installation share the partitions among themselves. */
export const INTAKE_GROUP = 'muledger-intake';
/** Decided together at most, between two turns of the event loop. */
const MESSAGES_MAX = 200;
/** The least that a broker allows unless it is told otherwise: so long nobody takes what a process that died was to take. */
const SESSION_MS = 6_000;

/** Takes commands until it is stopped. Waits for a broker that is not there. */
export const startIntake = (dependencies: IntakeDependencies): RunningIntake => {
  const { door, kafka: settings, clock, log, watch, bytesMax } = dependencies;
  const kafka = createKafka('muledger-intake', settings, log);
  const outages = new Outages(log, (waits) => watch.waiting(waits));
  const intake = new Intake({
    ...{ door, clock, bytesMax },
    onAnswered: (answered) => {
      outages.end();
      watch.answered(answered);
    },
    onPoison: ({ reason, message }, place) =>
      log.warn({ ...place, reason, why: message }, 'a message is put aside'),
    onOutage: (error) => outages.begin('the log', error),
  });
  let writer: AnswerWriter | undefined;
  const closeWriter = async (): Promise<void> => {
    await writer?.close().catch(() => undefined);
    writer = undefined;
  };
  const reader = new BatchReader({
    ...{ kafka, topic: COMMANDS.name, groupId: INTAKE_GROUP, messagesMax: MESSAGES_MAX },
    sessionMs: SESSION_MS,
    prepare: async () => {
      // Each try has a writer of its own: what became of the messages of one that failed is not known.
      await closeWriter();
      await ensureTopics(kafka, [COMMANDS, REPLIES, PARKED]);
      writer = await openKafkaAnswers(kafka);
    },
    receive: async (batch, signal) => {
      if (writer === undefined) throw new Error('there is no writer');
      return intake.receive(batch, writer, signal);
    },
    onReading: () => outages.end(),
    onOutage: (error) => outages.begin(`Kafka at ${settings.brokers.join(', ')}`, error),
  });
  const stopping = new AbortController();
  const running = reader.run(stopping.signal).then(closeWriter);
  return {
    stop: () => {
      stopping.abort();
      return running;
    },
  };
};
