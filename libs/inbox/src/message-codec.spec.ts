import { UnreadableMessage } from './errors.js';
import { readMessage } from './message-codec.js';

const envelope = {
  specversion: '1.0',
  id: '2b1f0d5e-5a53-4f0c-9f35-0b5a4a1f6f7e',
  source: '/ledgers/330000',
  type: 'muledger.entry.recorded.v1',
  subject: 'a-1',
  time: '2026-01-01T00:00:00.000Z',
  sequence: '00000000000000000042',
  data: { lots: [] },
};

describe('a message', () => {
  it('is read off its envelope, whatever else that holds', () => {
    const { specversion: _, sequence, ...rest } = envelope;
    expect(readMessage(Buffer.from(JSON.stringify({ ...envelope, more: 1 })))).toEqual({
      ...rest,
      sequence: BigInt(sequence),
    });
  });

  it.each([
    ['nothing', null],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['another version', JSON.stringify({ ...envelope, specversion: '2.0' })],
    ['no id', JSON.stringify({ ...envelope, id: undefined })],
    ['an empty source', JSON.stringify({ ...envelope, source: '' })],
    ['a sequence that is no number', JSON.stringify({ ...envelope, sequence: '-1' })],
    ['a sequence in another type', JSON.stringify({ ...envelope, sequence: 42 })],
  ])('is refused when it is %s', (_, value) => {
    expect(() => readMessage(value)).toThrow(UnreadableMessage);
  });
});
