import { createHash } from 'node:crypto';
import { folded } from '#domain';

/** Keys of the last texts, because the same ones come back from entry to entry. */
class KeptKeys {
  private readonly keys = new Map<string, string>();

  constructor(private readonly written: (text: string) => string) {}

  of(text: string): string {
    const known = this.keys.get(text);
    if (known !== undefined) return known;
    const hex = createHash('sha256').update(this.written(text)).digest('hex').slice(0, 32);
    const key = hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    if (text.length > LENGTH_MAX) return key;
    if (this.keys.size >= KEPT_MAX) this.keys.clear();
    this.keys.set(text, key);
    return key;
  }
}
const KEPT_MAX = 4_096;
const LENGTH_MAX = 200;

const names = new KeptKeys(folded);
const texts = new KeptKeys((text) => text);

/**
 * Key of a name in the tables: 128 bits of a hash of the name as decisions compare it, written as a UUID. Another fold
 * here would find other entries than those that stand in the way of a use.
 */
export const nameKey = (name: string): string => names.of(name);

/** Key of a text that is compared as it is. */
export const exactKey = (text: string): string => texts.of(text);
