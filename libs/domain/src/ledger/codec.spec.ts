import { decodeEntry, encodeEntry, schemaVersionOf } from './codec.js';
import { UPCASTERS, type JsonObject, type Upcasters } from './upcasters/index.js';

const at = { stream: 'ledger-330000', revision: 3n };

/** A type whose shape changed twice: a renamed member, then a list where one value stood. */
const upcasters: Upcasters = {
  ...UPCASTERS,
  QuotaLapsed: [
    ({ county, ...rest }) => ({ ...rest, unit: county }),
    ({ unit, ...rest }) => ({ ...rest, units: [unit ?? null] }),
  ],
};

const stored = (schemaVersion: number, data: JsonObject) => ({
  type: 'QuotaLapsed',
  schemaVersion,
  data: { entryId: 'la', postings: [], ...data },
});

describe('old shapes', () => {
  const now = { type: 'QuotaLapsed', data: { entryId: 'la', postings: [], units: ['u-1'] } };

  it.each([
    [1, { county: 'u-1' }],
    [2, { unit: 'u-1' }],
    [3, { units: ['u-1'] }],
  ])('of version %i are lifted to the newest', (version, data) => {
    expect(decodeEntry(stored(version, data), at, upcasters)).toEqual(now);
  });

  it('are written under no old number', () => {
    expect(schemaVersionOf('QuotaLapsed', upcasters)).toBe(3);
    expect(schemaVersionOf('QuotaLapsed')).toBe(1);
  });

  it('are refused above the newest version', () => {
    expect(() => decodeEntry(stored(4, {}), at, upcasters)).toThrow(
      'QuotaLapsed of schema version 4 at ledger-330000@3: versions 1 to 3 are known',
    );
  });

  it('have their quantities read after they were lifted', () => {
    const lifting: Upcasters = {
      ...UPCASTERS,
      QuotaLapsed: [({ moved, ...rest }) => ({ ...rest, postings: moved ?? null })],
    };
    const moved = [{ from: 'a', to: 'b', quantity: { total: '5' } }];
    const { data } = decodeEntry(stored(1, { moved }), at, lifting);
    expect(data.postings[0]?.quantity).toEqual({ total: 5n });
  });
});

describe('encoding', () => {
  it('leaves the event as it was', () => {
    const event = decodeEntry(
      stored(1, { postings: [{ from: 'a', to: 'b', quantity: { total: '5' } }] }),
      at,
    );
    expect(encodeEntry(event).data['postings']).toEqual([
      { from: 'a', to: 'b', quantity: { total: '5' } },
    ]);
    expect(event.data.postings[0]?.quantity).toEqual({ total: 5n });
  });
});
