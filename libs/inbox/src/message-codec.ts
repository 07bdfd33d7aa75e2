import { UnreadableMessage } from './errors.js';
import type { Message } from './message.js';

/** Reads a CloudEvents 1.0 envelope in structured mode. @throws {UnreadableMessage} */
export const readMessage = (value: Buffer | string | null): Message => {
  const envelope = parsed(value);
  const text = (name: string): string => {
    const member = envelope[name];
    if (typeof member !== 'string' || member === '')
      throw new UnreadableMessage(`the envelope has no ${name}`);
    return member;
  };
  if (text('specversion') !== '1.0')
    throw new UnreadableMessage('the envelope is of no CloudEvents 1.0');
  const sequence = text('sequence');
  if (!/^\d{1,20}$/.test(sequence)) throw new UnreadableMessage('the sequence is no number');
  return {
    id: text('id'),
    source: text('source'),
    sequence: BigInt(sequence),
    type: text('type'),
    subject: text('subject'),
    time: text('time'),
    data: envelope['data'],
  };
};

const parsed = (value: Buffer | string | null): Readonly<Record<string, unknown>> => {
  try {
    const envelope: unknown = JSON.parse(String(value));
    if (typeof envelope === 'object' && envelope !== null && !Array.isArray(envelope))
      return envelope as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw new UnreadableMessage('the message is no JSON', { cause });
  }
  throw new UnreadableMessage('the message is no envelope');
};
