import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { UPCASTERS } from '#domain';
import type { RecordedEvent } from '#event-store';
import { ledgerModel } from '#ledger-stream';
import {
  ENTRIES_SCHEMA,
  ENTRIES_TOPIC,
  entryMessage,
} from '../../apps/publisher/src/entries/envelope.js';
import { COMMANDS } from '../../apps/intake/src/topics.js';
import { publishEntry } from '../../apps/publisher/src/entries/publish-entry.js';
import { breaksOf, closed, type Schema } from './additions.js';

const read = (...parts: string[]): string =>
  readFileSync(path.join(process.cwd(), ...parts), 'utf8');
const schemaIn = (folder: string, file: string): Schema => JSON.parse(read(folder, file)) as Schema;

const PUBLISHED = 'docs/schemas';
const RELEASED = 'test/schemas/released';
const filesIn = (folder: string): string[] =>
  readdirSync(path.join(process.cwd(), folder)).filter((name) => name.endsWith('.json'));

const compiled = (schema: Schema): ValidateFunction => {
  const ajv = new Ajv2020({ strict: true, allErrors: true });
  formats.default(ajv);
  return ajv.compile(schema);
};

/** Every kind of entry that was ever stored, published. */
const published = readdirSync(path.join(process.cwd(), 'test/golden'))
  .filter((file) => file.endsWith('.jsonl'))
  .flatMap((file) => read('test/golden', file).trimEnd().split('\n'))
  .map((line, i) => {
    const stored = JSON.parse(line) as Pick<RecordedEvent, 'type' | 'body' | 'metadata'>;
    const id = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
    const place = { stream: 'ledger-330000', revision: BigInt(i), position: String(i) };
    const event = ledgerModel.decode({ ...stored, ...place, id });
    const { value } = entryMessage(publishEntry(event, { ledger: '330000', revision: BigInt(i) }), {
      id,
      position: place.position,
      metadata: stored.metadata,
    });
    return { type: stored.type, value };
  });

describe('the published entries', () => {
  const file = `${ENTRIES_TOPIC}.json`;

  it('are of every kind', () => {
    expect([...new Set(published.map(({ type }) => type))].sort()).toEqual(
      Object.keys(UPCASTERS).sort(),
    );
  });

  it.each([
    ['of today, which names all that leaves the house', closed(schemaIn(PUBLISHED, file))],
    ['that was released', schemaIn(RELEASED, file)],
  ])('fit the schema %s', (_, schema) => {
    const validate = compiled(schema);
    for (const { type, value } of published) {
      validate(JSON.parse(value));
      expect([type, validate.errors]).toEqual([type, null]);
    }
  });

  it('name the schema they fit', () => {
    expect(schemaIn(PUBLISHED, file)['$id']).toBe(ENTRIES_SCHEMA);
  });

  it('are measured by a schema that refuses what is wrong', () => {
    const validate = compiled(schemaIn(PUBLISHED, file));
    const first = published.find(({ type }) => type === 'QuotaIssued');
    const whole = first?.value ?? '';
    expect(validate(JSON.parse(whole))).toBe(true);
    for (const [from, to] of [
      ['"total":"10000000000"', '"total":10000000000'],
      ['"revision":', '"revisions":'],
      ['"planYear":2017', '"planYear":"2017"'],
      ['"bucket":"source"', '"bucket":""'],
    ] as const) {
      expect(whole).toContain(from);
      expect(validate(JSON.parse(whole.replace(from, to)))).toBe(false);
    }
  });

  it('tell neither who did it nor what was noted', () => {
    const everything = published.map(({ value }) => value).join('\n');
    for (const kept of ['"p-1"', '"actor"', '重点项目', '2017-330402-41-03-012345-000', '督察整改'])
      expect([kept, everything.includes(kept)]).toEqual([kept, false]);
  });
});

describe('the published schemas', () => {
  it('only add to what was released', () => {
    // What is read by us may ask for less, and is held to that in commands.spec.ts.
    for (const file of filesIn(RELEASED).filter((one) => one !== `${COMMANDS.name}.json`))
      expect(breaksOf(schemaIn(RELEASED, file), schemaIn(PUBLISHED, file))).toEqual([]);
  });

  it('were all released', () => {
    expect(filesIn(PUBLISHED)).toEqual(filesIn(RELEASED));
  });

  it('are released with a topic each', () => {
    for (const file of filesIn(PUBLISHED))
      expect(read(PUBLISHED, 'README.md')).toContain(`\`${file.replace(/\.json$/, '')}\``);
  });
});

describe('the comparison of schemas', () => {
  const before = schemaIn(RELEASED, `${ENTRIES_TOPIC}.json`);
  const changed = (change: (text: string) => string): Schema =>
    JSON.parse(change(JSON.stringify(before))) as Schema;
  const defs = (schema: Schema) => schema['$defs'] as Record<string, { required: string[] }>;

  it('allows a new member, a new promise and other words for people', () => {
    expect(
      breaksOf(
        before,
        changed((text) => text.replace('"documentNo":', '"memo":{"type":"string"},"documentNo":')),
      ),
    ).toEqual([]);
    expect(
      breaksOf(
        before,
        changed((text) => text.replace('"required":["from",', '"required":["reservation","from",')),
      ),
    ).toEqual([]);
    expect(
      breaksOf(
        before,
        changed((text) => text.replace('What moved.', 'All that moved.')),
      ),
    ).toEqual([]);
  });

  it.each([
    ['a member that is gone', '"effectiveOn":{"$ref":"#/$defs/date"},', '', '/effectiveOn is gone'],
    [
      'another type',
      '"planYear":{"type":"integer"}',
      '"planYear":{"type":"string"}',
      '/planYear/type was',
    ],
    ['another form', '"pattern":"^(0|[1-9][0-9]*)$"', '"pattern":"^[0-9]+$"', '/pattern was'],
    ['a form that is gone', ',"format":"uuid"', '', '/id/format was'],
    [
      'a bound that is new',
      '"bucket":{"type":"string"',
      '"bucket":{"maxLength":3,"type":"string"',
      '/maxLength was',
    ],
    ['another constant', '"const":"1.0"', '"const":"2.0"', '/const was'],
    [
      'another place',
      '"to":{"$ref":"#/$defs/account"}',
      '"to":{"$ref":"#/$defs/lot"}',
      '/$ref was',
    ],
    [
      'a promise that is gone',
      '"required":["from","to","quantity"]',
      '"required":["from","to"]',
      'quantity may be absent',
    ],
  ])('finds %s', (_, from, to, found) => {
    const after = changed((text) => text.replace(from, to));
    expect(after).not.toEqual(before);
    expect(breaksOf(before, after).join()).toContain(found);
  });

  it('closes every object that names its members', () => {
    const validate = compiled(closed(before));
    const [first] = published;
    const message = JSON.parse(first?.value ?? '') as { data: object };
    expect(validate(message)).toBe(true);
    expect(validate({ ...message, data: { ...message.data, actor: 'p-1' } })).toBe(false);
    expect(defs(before)['entry']?.required).toContain('postings');
  });
});
