import { FingerprintIndex, type Fingerprinting } from '#domain';
import type { Steps } from '#event-store';

/** Int32 columns of a slot, the last of which is 0 while the slot is free. */
const WIDTH = 4;
/** Numbers that are laid up in some tenths of a millisecond. */
const STEP = 16 * 1024;

/** The used slots of an index in their order, and a bit for each slot that says whether it is used. */
export function* laidUp(
  index: FingerprintIndex,
): Generator<undefined, readonly [bits: Uint8Array, slots: Int32Array]> {
  const columns = index.toColumns();
  const bits = new Uint8Array(columns.length / WIDTH / 8);
  const slots = new Int32Array(columns.length);
  let end = 0;
  for (let at = 0; at < columns.length; at += WIDTH) {
    if (at % STEP === 0) yield;
    if (columns[at + WIDTH - 1] === 0) continue;
    const slot = at / WIDTH;
    bits[slot >> 3] = (bits[slot >> 3] ?? 0) | (1 << (slot & 7));
    for (let i = 0; i < WIDTH; i += 1) slots[end + i] = columns[at + i] ?? 0;
    end += WIDTH;
  }
  return [bits, slots.subarray(0, end)];
}

/** Bytes of bits, thus eight times as many slots, of a step. */
const BITS_STEP = 1_024;

/** Every slot goes back to where it was: nothing is hashed again, a million keys take some milliseconds. */
export function* fingerprintsFrom(
  bits: Uint8Array,
  slots: Int32Array,
  fingerprinting: Fingerprinting,
): Steps<FingerprintIndex> {
  const columns = new Int32Array(bits.length * 8 * WIDTH);
  let from = 0;
  for (let byte = 0; byte < bits.length; byte += 1) {
    if (byte % BITS_STEP === 0) yield;
    const used = bits[byte] ?? 0;
    for (let bit = 0; used >> bit !== 0; bit += 1) {
      if (((used >> bit) & 1) === 0) continue;
      const at = (byte * 8 + bit) * WIDTH;
      for (let i = 0; i < WIDTH; i += 1) columns[at + i] = slots[from + i] ?? 0;
      from += WIDTH;
    }
  }
  return FingerprintIndex.fromColumns(columns, fingerprinting);
}
