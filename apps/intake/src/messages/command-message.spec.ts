import { envelope, incoming } from '../testing/messages.js';
import { Poison, readCommand } from './command-message.js';

const BYTES_MAX = 1_000;
const read = (...message: Parameters<typeof incoming>) =>
  readCommand(incoming(...message), BYTES_MAX);

describe('a command message', () => {
  it('is read with its token and what its sender knows it by', () => {
    expect(read(envelope())).toEqual({
      ...{ id: 'r-1', source: '/approvals', type: 'muledger.command.reservations.v1' },
      ...{ kind: 'reservations', ledger: '330000', data: { unit: '330402' } },
      ...{ authorization: 'Bearer abc', correlationId: 'r-1' },
    });
    const headers = { Authorization: 'Bearer x', 'Correlation-Id': [Buffer.from('c-1'), 'c-2'] };
    expect(read(envelope({ type: 'muledger.command.over-uses.v1' }), { headers })).toMatchObject({
      ...{ kind: 'over-uses', authorization: 'Bearer x', correlationId: 'c-1' },
    });
  });

  it('may lack what a reply can say is missing', () => {
    const bare = { specversion: '1.0', id: 'r', source: 's', type: 'muledger.command.days.v1' };
    expect(read(bare, { headers: {} })).toMatchObject({
      ...{ ledger: '', authorization: undefined, data: undefined },
    });
  });

  it('is known by its id when its correlation is too long for a header', () => {
    const headers = { 'correlation-id': 'c'.repeat(201) };
    expect(read(envelope(), { headers })).toMatchObject({ correlationId: 'r-1' });
  });

  it.each<[string, ReturnType<typeof incoming>['value'] | string | object, string]>([
    ['nothing', null, 'no-json'],
    ['no JSON', '{"specversion":', 'no-json'],
    [
      'other bytes than UTF-8',
      Buffer.from(JSON.stringify(envelope({ id: 'é' })), 'latin1'),
      'no-json',
    ],
    ['H-20: a member twice', '{"specversion":"1.0","specversion":"1.0"}', 'no-json'],
    ['H-20: a member every object has', '{"specversion":"1.0","__proto__":{"id":"x"}}', 'no-json'],
    ['H-20: another such member', '{"specversion":"1.0","data":{"constructor":1}}', 'no-json'],
    ['more than is taken', envelope({ data: 'x'.repeat(BYTES_MAX) }), 'message-too-large'],
    ['a list', '[]', 'no-envelope'],
    ['a bare value', 'null', 'no-envelope'],
    ['another version of envelopes', envelope({ specversion: '0.3' }), 'no-envelope'],
    ['no id', envelope({ id: undefined }), 'no-envelope'],
    ['an empty id', envelope({ id: '' }), 'no-envelope'],
    ['an id too long to be answered', envelope({ id: 'x'.repeat(201) }), 'no-envelope'],
    ['a number for a source', envelope({ source: 1 }), 'no-envelope'],
    ['a subject that is no text', envelope({ subject: {} }), 'no-envelope'],
    ['what we publish ourselves', envelope({ type: 'muledger.entry.recorded.v1' }), 'no-command'],
    ['another version', envelope({ type: 'muledger.command.days.v2' }), 'no-command'],
    ['a kind that is none', envelope({ type: 'muledger.command.Days/.v1' }), 'no-command'],
  ])('is poison when it is %s', (_, value, reason) => {
    const poison = read(value);
    expect(poison).toBeInstanceOf(Poison);
    expect(poison).toMatchObject({ reason });
  });
});
