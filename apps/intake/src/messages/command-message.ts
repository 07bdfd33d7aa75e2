import { JsonProblem, readJsonNow } from '#platform';
import { headerOf, type IncomingMessage } from './incoming.js';

/** A command in its envelope: CloudEvents 1.0, structured mode. */
export interface CommandMessage {
  /** Of the message, and of the entry it asks for. */
  readonly id: string;
  readonly source: string;
  readonly type: string;
  /** The last part of the route whose body `data` is. */
  readonly kind: string;
  /** Empty when the envelope names none. */
  readonly ledger: string;
  readonly data: unknown;
  readonly authorization: string | undefined;
  /** W3C trace context, as the header of HTTP. */
  readonly traceparent: string | undefined;
  /** What the sender knows its reply by. */
  readonly correlationId: string;
}

export type PoisonReason = 'message-too-large' | 'no-json' | 'no-envelope' | 'no-command';

/** What is no command of anybody's: there is nothing to answer to. */
export class Poison extends Error {
  override readonly name = 'Poison';
  constructor(
    readonly reason: PoisonReason,
    message: string,
  ) {
    super(message);
  }
}

/** The type of a command; `*` is its kind. */
export const COMMAND_TYPE = 'muledger.command.*.v1';
const TYPE = /^muledger\.command\.([a-z]+(?:-[a-z]+)*)\.v1$/;
/** Characters of each member of an envelope, which all come back in the reply. */
export const TEXT_MAX = 200;

export const readCommand = (
  message: IncomingMessage,
  bytesMax: number,
): CommandMessage | Poison => {
  try {
    return commandIn(message, bytesMax);
  } catch (error) {
    if (error instanceof Poison) return error;
    throw error;
  }
};

const commandIn = (message: IncomingMessage, bytesMax: number): CommandMessage => {
  const envelope = envelopeIn(message, bytesMax);
  const { specversion, data, subject = '' } = envelope;
  if (specversion !== '1.0') throw new Poison('no-envelope', 'it is of no CloudEvents 1.0');
  const id = textOf(envelope, 'id');
  const type = textOf(envelope, 'type');
  const source = textOf(envelope, 'source');
  if (typeof subject !== 'string' || !isWithin(subject))
    throw new Poison('no-envelope', 'its subject is no text of an envelope');
  const [, kind] = TYPE.exec(type) ?? [];
  if (kind === undefined) throw new Poison('no-command', `${type} is no command of version 1`);
  const correlationId = headerOf(message, 'correlation-id') ?? '';
  return {
    ...{ id, source, type, kind, data, ledger: subject },
    authorization: headerOf(message, 'authorization'),
    traceparent: headerOf(message, 'traceparent'),
    correlationId: correlationId !== '' && isWithin(correlationId) ? correlationId : id,
  };
};

const envelopeIn = (
  { value }: IncomingMessage,
  bytesMax: number,
): Readonly<Record<string, unknown>> => {
  if (value === null) throw new Poison('no-json', 'it is empty');
  if (value.length > bytesMax)
    throw new Poison('message-too-large', `it has ${value.length} bytes, the limit is ${bytesMax}`);
  const envelope = parsed(value);
  if (!isRecord(envelope)) throw new Poison('no-envelope', 'it is no JSON object');
  return envelope;
};

const parsed = (value: Buffer): unknown => {
  try {
    // As the door of HTTP reads bodies: of a member that is there twice nobody knows which was meant.
    return readJsonNow(value);
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error;
    throw new Poison('no-json', 'it is no JSON in UTF-8, or names a member twice');
  }
};

const textOf = (envelope: Readonly<Record<string, unknown>>, name: string): string => {
  const text = envelope[name];
  if (typeof text !== 'string' || text === '' || !isWithin(text))
    throw new Poison('no-envelope', `its ${name} is no text of 1 to ${TEXT_MAX} characters`);
  return text;
};

/** Characters are counted as JSON Schema does: one outside the basic plane is one. */
const isWithin = (text: string): boolean =>
  text.length <= 2 * TEXT_MAX && Array.from(text).length <= TEXT_MAX;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
