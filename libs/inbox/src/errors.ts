import type { Message } from './message.js';

/**
 * Reading has to stop until a person has looked: trying again changes nothing, and going on would falsify what is kept.
 * A guest may throw one of its own for a message it cannot handle.
 */
export class InboxAlarm extends Error {
  override readonly name: string = 'InboxAlarm';
}

/** No message of muledger, or of a version that this kit does not know. */
export class UnreadableMessage extends InboxAlarm {
  override readonly name = 'UnreadableMessage';
}

/** Messages between the last one handled and this one never came. */
export class MessageMissing extends InboxAlarm {
  override readonly name = 'MessageMissing';
  constructor(
    readonly source: string,
    readonly due: bigint,
    readonly came: bigint,
  ) {
    super(`${source}: message ${due} is due and ${came} came`);
  }
}

/** Another message stands where one was handled: the history was not continued but written anew. */
export class HistoryChanged extends InboxAlarm {
  override readonly name = 'HistoryChanged';
  constructor(
    { source, sequence, id }: Pick<Message, 'source' | 'sequence' | 'id'>,
    readonly handledId: string,
  ) {
    super(`${source}: message ${sequence} is ${id}, and ${handledId} was handled in its place`);
  }
}
