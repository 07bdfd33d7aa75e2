import { FingerprintIndex } from '#domain';
import { KeyedFingerprints, newFingerprints } from './keyed-fingerprints.js';
import { ledgerModel } from './ledger-model.js';

/** Two ids that two FNV-1a hashes of 32 bits, side by side, give the same 64 bits: found in a second. */
const ALIKE = [
  't6cqccYuM2uzAp18O4pCnSB4fIw.I2K8HKj8aBs4qAqhUj4PMMp9gdSxfmCw',
  '_RZqMC3QZAuzAp18O4pCnSB4fIw.I2o7dTj8aBs4PkSK5j4PMMGV7BGxfmCw',
] as const;

describe('H-11 keyed fingerprints', () => {
  it('are the same under one key and others under another', () => {
    const one = new KeyedFingerprints('0'.repeat(16));
    expect(one.of('浙土字1号')).toEqual(new KeyedFingerprints('0'.repeat(16)).of('浙土字1号'));
    expect(one.of('浙土字1号')).not.toEqual(newFingerprints().of('浙土字1号'));
    expect(one.of(ALIKE[0])).not.toEqual(one.of(ALIKE[1]));
  });

  /** `vectors_hsip64` of the reference implementation: under the key 00 01 … 07, of the first bytes from 00 on. */
  it.each([
    [0, '218d1f59b9b83cc8'],
    [2, '064f39ef7c50eb57'],
    [4, 'd5e78a175be52ea1'],
    [6, 'ce3e91358aa2bc25'],
    [10, '95b0469f06a6f2ee'],
    [62, 'f90b3ab572d46693'],
  ])('are HalfSipHash-2-4: of %i bytes', (bytes, expected) => {
    const text = Buffer.from(Array.from({ length: bytes }, (_, n) => n)).toString('utf16le');
    const { low, high } = new KeyedFingerprints('0001020304050607').of(text);
    const found = Buffer.alloc(8);
    found.writeInt32LE(low, 0);
    found.writeInt32LE(high, 4);
    expect(found.toString('hex')).toBe(expected);
  });

  it('fill both halves with signed 32 bits', () => {
    const fingerprints = newFingerprints();
    let low = 0;
    let high = 0;
    for (let n = 0; n < 1_000; n += 1) {
      const one = fingerprints.of(`r-${n}`);
      expect([one.low | 0, one.high | 0]).toEqual([one.low, one.high]);
      low |= one.low;
      high |= one.high;
    }
    expect([low, high]).toEqual([-1, -1]);
  });

  it('have a new key with every state, which a snapshot brings back', () => {
    const [a, b] = [ledgerModel.initialState(), ledgerModel.initialState()];
    expect(a.fingerprinting.key).not.toBe(b.fingerprinting.key);
    const restored = ledgerModel.restore([...ledgerModel.snapshot(a)]);
    expect(restored.fingerprinting.key).toBe(a.fingerprinting.key);
    const index = FingerprintIndex.root(a.fingerprinting);
    index.set('r-1', 5);
    const columns = index.toColumns();
    expect(FingerprintIndex.fromColumns(columns, restored.fingerprinting).has('r-1')).toBe(true);
    expect(FingerprintIndex.fromColumns(columns, b.fingerprinting).has('r-1')).toBe(false);
  });

  it('refuse a damaged key', () => {
    expect(() => new KeyedFingerprints('secret')).toThrow('damaged');
  });
});
