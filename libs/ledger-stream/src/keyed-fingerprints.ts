import { randomBytes } from 'node:crypto';
import type { Fingerprint, Fingerprinting } from '#domain';

/**
 * HalfSipHash-2-4 (Aumasson and Bernstein) of 64 bits over the UTF-16 code units of a text, the low byte of each first.
 *
 * Entry ids, approval numbers and parcels are chosen by callers, and a hash that everybody can compute lets them make
 * two that share a fingerprint. Ours and not a package, because each entry needs several of them and all that there is
 * takes many times as long (ADR 0016); the specs hold it to its authors' vectors.
 */
export class KeyedFingerprints implements Fingerprinting {
  private readonly k0: number;
  private readonly k1: number;

  /** @param key 16 hexadecimal digits */
  constructor(readonly key: string) {
    if (!KEY.test(key)) throw new Error('the key of the fingerprints is damaged');
    const bytes = Buffer.from(key, 'hex');
    this.k0 = bytes.readInt32LE(0);
    this.k1 = bytes.readInt32LE(4);
  }

  of(text: string): Fingerprint {
    let v0 = this.k0;
    let v1 = this.k1 ^ 0xee;
    let v2 = this.k0 ^ 0x6c796765;
    let v3 = this.k1 ^ 0x74656462;
    let low = 0;
    // Two units at a time, then the last with the length, then the two halves of what comes out.
    const last = text.length >>> 1;
    for (let step = 0; step <= last + 2; step += 1) {
      const word = step > last ? 0 : step === last ? lastWord(text) : wordAt(text, 2 * step);
      if (step === last + 1) v2 ^= 0xee;
      if (step === last + 2) v1 ^= 0xdd;
      v3 ^= word;
      for (let round = step > last ? 4 : 2; round > 0; round -= 1) {
        v0 = (v0 + v1) | 0;
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0;
        v0 = (v0 << 16) | (v0 >>> 16);
        v2 = (v2 + v3) | 0;
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2;
        v0 = (v0 + v3) | 0;
        v3 = ((v3 << 7) | (v3 >>> 25)) ^ v0;
        v2 = (v2 + v1) | 0;
        v1 = ((v1 << 13) | (v1 >>> 19)) ^ v2;
        v2 = (v2 << 16) | (v2 >>> 16);
      }
      v0 ^= word;
      if (step === last + 1) low = v1 ^ v3;
    }
    return { low, high: v1 ^ v3 };
  }
}

const wordAt = (text: string, at: number): number =>
  text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);

/** A unit that is left over, and above it how many bytes there were, which are twice as many as units. */
const lastWord = (text: string): number =>
  (text.length % 2 === 0 ? 0 : text.charCodeAt(text.length - 1)) | (text.length << 25);

const KEY_BYTES = 8;
const KEY = /^[0-9a-f]{16}$/;

/** Under a key of their own. It never leaves the process but in a snapshot, and never goes into the log. */
export const newFingerprints = (): KeyedFingerprints =>
  new KeyedFingerprints(randomBytes(KEY_BYTES).toString('hex'));
