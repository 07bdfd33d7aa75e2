import { COMMANDS } from '../topics.js';
import { COMMAND_TYPE, TEXT_MAX } from './command-message.js';

type Schema = Readonly<Record<string, unknown>>;

/** What the door says of what it takes. */
export interface EntrySchemas {
  /** Of the id of an entry. */
  readonly id: Schema;
  /** The name of the schema of each body, by kind. */
  readonly kinds: Readonly<Record<string, string>>;
  /** By name; they refer to each other as `#/components/schemas/<name>`. */
  readonly schemas: Readonly<Record<string, Schema>>;
}

export const COMMANDS_SCHEMA = `urn:muledger:schema:${COMMANDS.name}`;

const REFERENCE = '#/components/schemas/';

/** What a message of the topic must be for its command to be considered: `readCommand`, and the bodies of the door. */
export const commandsSchema = ({ id, kinds, schemas }: EntrySchemas): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: COMMANDS_SCHEMA,
  title: `A message of the topic ${COMMANDS.name}`,
  description:
    'A command in a CloudEvents 1.0 envelope, structured mode. What fits is decided by the rules of the ledger and ' +
    'answered on muledger.replies.v1; amounts and the values of a policy are read there. What does not fit is refused or ' +
    'put aside. A message that fits this schema will fit every later one of this version.',
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'subject', 'data'],
  properties: {
    specversion: { type: 'string', const: '1.0' },
    id: {
      description: 'Of the message and of the entry it asks for: the same when it is sent again.',
      ...id,
    },
    source: {
      description: 'The system it comes from. It comes back in the reply.',
      ...{ type: 'string', minLength: 1, maxLength: TEXT_MAX },
    },
    type: {
      description: 'muledger.command.<the last part of the route of HTTP>.v1',
      type: 'string',
      enum: Object.keys(kinds).map(typeOf),
    },
    subject: {
      description: 'The ledger, by the six digits of its province.',
      type: 'string',
      pattern: '^[0-9]{6}$',
    },
    data: { description: 'The body of POST /v1/ledgers/{ledger}/<kind>.', type: 'object' },
  },
  allOf: Object.entries(kinds).map(([kind, name]) => ({
    if: { properties: { type: { const: typeOf(kind) } }, required: ['type'] },
    then: { properties: { data: { $ref: `#/$defs/${name}` } } },
  })),
  $defs: withOwnReferences(schemas),
});

const typeOf = (kind: string): string => COMMAND_TYPE.replace('*', kind);

const withOwnReferences = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withOwnReferences);
  if (typeof value === 'string' && value.startsWith(REFERENCE))
    return `#/$defs/${value.slice(REFERENCE.length)}`;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, withOwnReferences(one)]),
  );
};
