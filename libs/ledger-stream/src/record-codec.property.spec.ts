import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { UPCASTERS, type LedgerEventType } from '#domain';
import { LogDamaged, type NewEvent, type RecordedEvent } from '#event-store';
import { decodeRecorded, encodeRecord, identityOf } from './record-codec.js';
import { anyEvent } from './testing/event-arbitraries.js';

const types = Object.keys(UPCASTERS) as LedgerEventType[];
const stamp = { recordedAt: '2026-01-01T00:00:00.000Z', commandDigest: 'd'.repeat(64) };
const recorded = (written: NewEvent): RecordedEvent => ({
  ...written,
  stream: 'ledger-330000',
  revision: 7n,
  position: '8',
});

describe('stored records', () => {
  it.each(types)('give every %s back as it was', (type) => {
    fc.assert(
      fc.property(anyEvent(type), (event) => {
        const written = encodeRecord(event, stamp);
        const read = decodeRecorded(recorded(written));
        expect(read).toEqual(event);
        expect(encodeRecord(read, stamp)).toEqual(written);
        expect(written.body).toBe(canonicalize(JSON.parse(written.body)));
        expect(identityOf(recorded(written))).toEqual({
          key: event.data.entryId,
          digest: stamp.commandDigest,
        });
      }),
      { numRuns: 50 },
    );
  });

  it('have one id for an entry and its command, and another for another command', () => {
    fc.assert(
      fc.property(anyEvent('QuotaLapsed'), (event) => {
        const { id } = encodeRecord(event, stamp);
        const later = { ...stamp, recordedAt: '2026-01-02T00:00:00.000Z' };
        expect(encodeRecord(event, later).id).toBe(id);
        expect(encodeRecord(event, { ...stamp, commandDigest: 'e'.repeat(64) }).id).not.toBe(id);
      }),
      { numRuns: 5 },
    );
  });

  it('hold nothing of their place in the log', () => {
    const [event] = fc.sample(anyEvent('DayAdvanced'), { numRuns: 1, seed: 1 });
    if (event === undefined) throw new Error('no sample');
    expect(JSON.parse(encodeRecord(event, stamp).metadata)).toEqual({
      commandDigest: stamp.commandDigest,
      schemaVersion: 1,
    });
  });

  it.each([
    ['a type that is not known', { type: 'QuotaBurnt' }, 'QuotaBurnt of schema version 1'],
    ['a member of every object', { type: 'toString' }, 'toString of schema version 1'],
    ['a version of the future', { metadata: '{"schemaVersion":2}' }, 'schema version 2'],
    ['a version below the first', { metadata: '{"schemaVersion":0}' }, 'schema version 0'],
    ['no version', { metadata: '{}' }, 'schema version undefined'],
    ['no postings', { body: '{}' }, 'no postings'],
    ['a quantity with a sign', { body: quantityBody('"-1"') }, 'no whole number'],
    ['a quantity with a space', { body: quantityBody('" 1"') }, 'no whole number'],
    ['an empty quantity', { body: quantityBody('""') }, 'no whole number'],
    ['a hexadecimal quantity', { body: quantityBody('"0x1"') }, 'no whole number'],
    ['a quantity that is a number', { body: quantityBody('1') }, 'no whole number'],
    ['a body that is no JSON', { body: '不是 JSON' }, 'cannot be read'],
    ['metadata that are no JSON', { metadata: '' }, 'cannot be read'],
    ['a body that is no object', { body: 'null' }, 'cannot be read'],
    ['a body of somebody else', { body: '{"postings":[]}' }, 'no entry id'],
    ['a posting without quantity', { body: '{"postings":[{}]}' }, 'no whole number'],
  ])('L-07 of %s are a damaged log, with their place', (_, part, message) => {
    const record = {
      ...recorded({
        id: '',
        type: 'QuotaLapsed',
        body: '{"postings":[]}',
        metadata: '{"commandDigest":"","schemaVersion":1}',
      }),
      ...part,
    };
    expect(() => decodeRecorded(record)).toThrow(LogDamaged);
    expect(() => decodeRecorded(record)).toThrow('ledger-330000@7');
    expect(() => decodeRecorded(record)).toThrow(message);
  });
});

function quantityBody(amount: string): string {
  return `{"postings":[{"quantity":{"total":${amount}}}]}`;
}
