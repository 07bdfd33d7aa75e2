import { Defect, type Position, type RecordedEvent } from '#event-store';

/** An entry that cannot be published. Nothing of its ledger is published past it. */
export class PoisonEntry extends Defect {
  override readonly name = 'PoisonEntry';
  readonly stream: string;
  readonly revision: string;
  readonly position: Position;
  constructor(
    { stream, revision, position }: Pick<RecordedEvent, 'stream' | 'revision' | 'position'>,
    cause: unknown,
  ) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`revision ${revision} of ${stream} cannot be published: ${why}`, { cause });
    this.stream = stream;
    this.revision = String(revision);
    this.position = position;
  }
}

/** The broker will not have these messages, now or later. */
export class MessagesRefused extends Error {
  override readonly name = 'MessagesRefused';
}

/** Kafka does not answer, or not as it should. The same is tried again. */
export class BrokerUnavailable extends Error {
  override readonly name = 'BrokerUnavailable';
  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}
