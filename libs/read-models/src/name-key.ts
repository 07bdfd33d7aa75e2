import { createHash } from 'node:crypto';

/** Dashes and brackets that look alike, by the character they are compared as. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/[\u2010-\u2015\u2212\u2500\u30fb\ufe58\ufe63\uff0d]/gu, '-'],
  [/[\u3010\u3014\u3016\u3018\u301a\uff3b\u{2772}[{(⟨〈《]/gu, '('],
  [/[\u3011\u3015\u3017\u3019\u301b\uff3d\u{2773}\]})⟩〉》]/gu, ')'],
];

/** A number of a document, an approval or a project as it is compared: however it is written, it is one number. */
export const foldedName = (name: string): string => {
  let folded = name.normalize('NFKC').replace(/[\p{Cf}\p{White_Space}]/gu, '');
  for (const [alike, one] of ALIKE) folded = folded.replace(alike, one);
  return folded.toLowerCase();
};

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

const names = new KeptKeys(foldedName);
const texts = new KeptKeys((text) => text);

/** Key of a name in the tables: 128 bits of a hash of the folded name, written as a UUID. */
export const nameKey = (name: string): string => names.of(name);

/** Key of a text that is compared as it is. */
export const exactKey = (text: string): string => texts.of(text);
