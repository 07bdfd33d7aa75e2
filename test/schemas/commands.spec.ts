import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { acceptEntry } from '../../apps/api/src/ledger/commands/accept-entry.js';
import { ENTRY_ROUTES } from '../../apps/api/src/ledger/entry-routes.js';
import { EXAMPLES } from '../../apps/api/src/openapi/examples/index.js';
import { entrySchemas } from '../../apps/api/src/openapi/entry-schemas.js';
import { HttpProblem } from '../../apps/api/src/problems/http-problem.js';
import { ANY_CHANGE, changed, placesIn } from '../../apps/api/src/validation/testing/changes.js';
import { Poison, readCommand } from '../../apps/intake/src/messages/command-message.js';
import { COMMANDS_SCHEMA, commandsSchema } from '../../apps/intake/src/messages/commands-schema.js';
import { incoming } from '../../apps/intake/src/testing/messages.js';
import type { Schema } from './additions.js';
import { narrowingsOf } from './narrowings.js';

const FILE = 'muledger.commands.v1';
const read = (...parts: string[]): string =>
  readFileSync(path.join(process.cwd(), ...parts), 'utf8');
const schemaIn = (folder: string): Schema => JSON.parse(read(folder, `${FILE}.json`)) as Schema;
const today = schemaIn('docs/schemas');
const released = schemaIn('test/schemas/released');

const compiled = (schema: Schema): ValidateFunction => {
  const ajv = new Ajv2020({ strict: true, strictRequired: false });
  formats.default(ajv);
  return ajv.compile(schema);
};
const fits = compiled(today);
const fitReleased = compiled(released);

/** Whether the intake takes it for a command and the door for one of a known form. */
const isAccepted = (message: unknown): boolean => {
  const command = readCommand(incoming(JSON.stringify(message)), 1_000_000);
  if (command instanceof Poison) return false;
  const { id: entryId, ledger, kind, data: body } = command;
  try {
    acceptEntry({ entryId, ledger, kind, body });
    return true;
  } catch (error) {
    if (error instanceof HttpProblem) return false;
    throw error;
  }
};

const messageOf = (kind: string, id: string, data: object) => ({
  specversion: '1.0',
  ...{ id, source: '/approvals', type: `muledger.command.${kind}.v1`, subject: '330000', data },
});
const messages = ENTRY_ROUTES.flatMap(({ path: kind }) =>
  EXAMPLES.filter((one) => one.body !== undefined && one.path.endsWith(`/${kind}`)).map(
    ({ key = kind, body = {} }) => [key, messageOf(kind, key, body)] as const,
  ),
);

describe('the schema of commands', () => {
  it('names itself, and every kind there is', async () => {
    expect(today['$id']).toBe(COMMANDS_SCHEMA);
    expect(commandsSchema(await entrySchemas())).toEqual(today);
    const kinds = new Set(messages.map(([, { type }]) => type));
    expect(kinds.size).toBe(ENTRY_ROUTES.length);
  });

  it.each(messages)('fits %s, which is accepted', (_, message) => {
    fits(message);
    expect(fits.errors).toBeNull();
    expect(isAccepted(message)).toBe(true);
  });

  it.each(messages)('says of %s what the intake says, however it is changed', (_, message) => {
    const places = placesIn(message).slice(1);
    const verdicts = { fit: 0, unfit: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...places), ANY_CHANGE, (place, how) => {
        const other = changed(message, place, how);
        // Half a character cannot be sent: no bytes of UTF-8 spell it, and no pattern of all languages names it.
        if (/\\ud[89a-f]/i.test(JSON.stringify(other))) return;
        const fit = fits(other);
        verdicts[fit ? 'fit' : 'unfit'] += 1;
        // What was promised once is kept. Compared by hand: it is done five thousand times.
        const [accepted, fitted] = [isAccepted(other), fitReleased(other)];
        if (accepted !== fit || (fitted && !fit))
          throw new Error(`${JSON.stringify({ fit, accepted, fitted })}: ${JSON.stringify(other)}`);
      }),
      { seed: 2017, numRuns: 150 },
    );
    expect(verdicts.unfit).toBeGreaterThan(25);
    expect(verdicts.fit).toBeGreaterThan(2);
  });

  const [, reservation] = messages.find(([, { type }]) => type.includes('.reservations.')) ?? [];
  it.each<[string, object, boolean]>([
    ['an extension of the envelope', { traceparent: '00-1-1-00', time: 'soon' }, true],
    ['characters of two parts', { source: '𠮷'.repeat(200) }, true],
    ['too many of them', { source: '𠮷'.repeat(201) }, false],
    ['an id of two lines', { id: 'a\nb' }, false],
    ['a source of two lines', { source: 'a\nb' }, true],
    ['no ledger', { subject: '33000' }, false],
    ['no ledger at all', { subject: undefined }, false],
    ['no body', { data: undefined }, false],
    ['a list for a body', { data: [] }, false],
    ['a prototype', { data: { ...reservation?.data, ['__proto__']: { unit: '330402' } } }, false],
    ['the opening of a ledger', { type: 'muledger.command.ledgers.v1' }, false],
    ['another version', { type: 'muledger.command.reservations.v2' }, false],
    ['the name of a command in the code', { type: 'muledger.command.ReserveQuota.v1' }, false],
    ['another kind of envelope', { specversion: '0.3' }, false],
  ])('is of one mind with the intake about %s', (_, members, fit) => {
    const message: unknown = JSON.parse(JSON.stringify({ ...reservation, ...members }));
    expect([fits(message), isAccepted(message)]).toEqual([fit, fit]);
  });
});

describe('what was promised to senders of commands', () => {
  it('is kept: every message that fitted fits', () => {
    expect(narrowingsOf(released, today)).toEqual([]);
  });

  it('is kept by the intake: messages of a release are accepted for ever', () => {
    const sent = read('test/schemas/released', `${FILE}.jsonl`).trimEnd().split('\n');
    expect(sent.length).toBeGreaterThanOrEqual(ENTRY_ROUTES.length);
    for (const line of sent) {
      const message: unknown = JSON.parse(line);
      expect([message, fitReleased(message), fits(message), isAccepted(message)]).toEqual([
        ...[message, true, true, true],
      ]);
    }
  });

  const edited = (from: string, to: string): Schema => {
    const text = JSON.stringify(released);
    if (!text.includes(from)) throw new Error(`the schema does not say ${from}`);
    return JSON.parse(text.replace(from, to)) as Schema;
  };

  it.each([
    ['a further member', '"settles":{', '"memo":{"type":"string"},"settles":{'],
    [
      'a member that may be absent',
      '"required":["number","issuer","date"]',
      '"required":["number"]',
    ],
    ['a longer text', '"maxLength":2000', '"maxLength":4000'],
    ['a shorter list', '"minItems":1', '"minItems":0'],
    ['a further choice', '"enum":["request",', '"enum":["gift","request",'],
    ['any text', '"pattern":"^[0-9a-f]{64}$",', ''],
    ['members nobody knows', '"additionalProperties":false', '"additionalProperties":true'],
    ['other words', 'The ledger, by', 'Ledger by'],
    ['a further kind', '"allOf":[', '"allOf":[{"if":{"properties":{"type":{"const":"x"}}}},'],
  ])('may grow by %s', (_, from, to) => {
    expect(narrowingsOf(released, edited(from, to))).toEqual([]);
  });

  it.each([
    ['a member that is gone', '"note":{', '"remark":{', '/note is gone'],
    [
      'a member that must be there',
      '"required":["number"',
      '"required":["title","number"',
      'absent',
    ],
    ['a shorter text', '"maxLength":2000', '"maxLength":1000', '/maxLength was 2000'],
    ['a longer list', '"minItems":1', '"minItems":2', '/minItems was 1'],
    ['a choice that is gone', '"enum":["request",', '"enum":[', 'request is gone'],
    ['a kind that is gone', '"enum":["muledger.command.indicators.v1",', '"enum":[', 'is gone'],
    ['another form', '^[0-9a-f]{64}$', '^[0-9a-f]{128}$', '/pattern was'],
    ['a form that is new', '"plannedSeparately":{', '"plannedSeparately":{"const":true,', '/const'],
    ['another type', '"planYear":{"type":"integer"', '"planYear":{"type":"string"', '/type was'],
    [
      'a name in the envelope',
      '"subject":{',
      '"time":{"type":"string"},"subject":{',
      '/time was free',
    ],
    [
      'an envelope without extensions',
      '"type":"object","required":["specversion"',
      '"additionalProperties":false,"type":"object","required":["specversion"',
      'no longer free',
    ],
    [
      'more to ask of a kind there is',
      '"allOf":[{"if":',
      '"allOf":[{"if":{"properties":{"type":{"const":"muledger.command.days.v1"}}},"then":false},{"if":',
      'also asks',
    ],
    ['a body that is gone', '"ReserveQuotaBody":{', '"HoldBody":{', '/ReserveQuotaBody is gone'],
  ])('may not shrink by %s', (_, from, to, found) => {
    expect(narrowingsOf(released, edited(from, to)).join('\n')).toContain(found);
  });
});
