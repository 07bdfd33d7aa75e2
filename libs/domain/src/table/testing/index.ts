import type { Fingerprint, Fingerprinting } from '../fingerprint-index.js';

/** FNV-1a, for specs only: anybody can make two texts with one fingerprint. */
const hash = (key: string, seed: number): number => {
  let h = seed;
  for (let i = 0; i < key.length; i += 1) h = Math.imul(h ^ key.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) | 0;
};

/** The same in every run, so that a spec may name what it comes to. */
export const plainFingerprints: Fingerprinting = {
  key: 'plain',
  of: (text): Fingerprint => ({
    low: hash(text, 0x811c9dc5 | 0),
    high: hash(text, 0x9e3779b9 | 0),
  }),
};

/** Every text has the same one: what nobody can bring about without the key, and the rules must bear all the same. */
export const collidingFingerprints: Fingerprinting = {
  key: 'colliding',
  of: () => ({ low: 1, high: 1 }),
};
