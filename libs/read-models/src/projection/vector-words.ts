import type { Quantity } from '#domain';

/** Columns c1 to c4 have room for so many components. */
export const COMPONENTS_MAX = 4;

/**
 * A quantity as cells c1…c4, as it leaves an account and as it comes to one.
 * @throws {RangeError} it names a component that the indicator does not have: it would be lost
 */
export const vectorWords = (
  quantity: Quantity,
  components: readonly string[],
): { readonly taken: string; readonly given: string } => {
  let taken = '';
  let given = '';
  for (let i = 0; i < COMPONENTS_MAX; i += 1) {
    const name = components[i];
    const amount = name === undefined ? 0n : (quantity[name] ?? 0n);
    const tab = i === 0 ? '' : '\t';
    taken += `${tab}${-amount}`;
    given += `${tab}${amount}`;
  }
  for (const name in quantity) {
    if (!components.includes(name)) throw new RangeError(`the indicator has no component ${name}`);
  }
  return { taken, given };
};
