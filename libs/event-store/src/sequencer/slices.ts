/** Commands decided without letting other work in between: some milliseconds. */
export const SLICE = 50;

/** The items in slices, each of which is decided in one turn of the event loop. */
export const slicesOf = <Item>(items: readonly Item[]): readonly (readonly Item[])[] => {
  const slices: (readonly Item[])[] = [];
  for (let from = 0; from < items.length; from += SLICE)
    slices.push(items.slice(from, from + SLICE));
  return slices;
};
