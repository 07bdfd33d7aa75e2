import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import type { CommandMessage } from '../../apps/intake/src/messages/command-message.js';
import { replyMessage, REPLIES_SCHEMA } from '../../apps/intake/src/messages/reply.js';
import { closed, type Schema } from './additions.js';

const FILE = 'muledger.replies.v1.json';
const schemaIn = (folder: string): Schema =>
  JSON.parse(readFileSync(path.join(process.cwd(), folder, FILE), 'utf8')) as Schema;

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
formats.default(ajv);

const command: CommandMessage = {
  ...{ id: 'c-1', source: '/approvals', type: 'muledger.command.reservations.v1' },
  ...{ kind: 'reservations', ledger: '330000', data: {}, correlationId: 'c-1' },
  authorization: undefined,
  traceparent: undefined,
};
const recordedAt = '2017-06-30T08:00:00.000Z';
const problem = { type: '/problems/x', title: 't', status: 422, code: 'x' };
const told = (outcome: Parameters<typeof replyMessage>[2]): string =>
  String(replyMessage(command, null, outcome, new Date(recordedAt)).value);

const posted = { revision: '7', recordedAt, lots: [] };
const replies = [
  told({ kind: 'recorded', posted, repeated: false }),
  told({
    kind: 'recorded',
    posted: { ...posted, position: '9', lots: ['a-1.1'], reservationId: 'c-1' },
    repeated: true,
  }),
  told({ kind: 'refused', problem: { zh: problem, en: { ...problem, detail: 'd' } } }),
];

describe('the replies to commands', () => {
  it.each([
    ['of today, which names all that leaves the house', closed(schemaIn('docs/schemas'))],
    ['that was released', schemaIn('test/schemas/released')],
  ])('fit the schema %s', (_, schema) => {
    const validate = ajv.compile({ ...schema, $id: `${String(schema['$id'])}:${_.length}` });
    for (const reply of replies) {
      validate(JSON.parse(reply));
      expect(validate.errors).toBeNull();
    }
  });

  it('name the schema they fit, which refuses what is wrong', () => {
    const schema = schemaIn('docs/schemas');
    expect(schema['$id']).toBe(REPLIES_SCHEMA);
    const validate = ajv.compile(schema);
    const [first = ''] = replies;
    for (const [from, to] of [
      ['"revision":"7"', '"revision":7'],
      ['"lots":[]', '"lots":"none"'],
      ['"recorded":', '"recordings":'],
      ['"entryId":"c-1"', '"entryId":""'],
    ] as const) {
      expect(first).toContain(from);
      expect(validate(JSON.parse(first.replace(from, to)))).toBe(false);
    }
  });
});
