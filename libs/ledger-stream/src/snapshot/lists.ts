import { RevisionLists } from '#domain';
import { mapSteps, type Steps } from '#event-store';

/** Lists of revisions end to end, and the length of each. Their keys are kept apart, in the same order. */
export interface Lists {
  readonly lengths: Int32Array;
  readonly revisions: Int32Array;
}

export function* listsOf(lists: RevisionLists): Generator<undefined, Lists> {
  const all = [...lists.entries()].map(([, list]) => list);
  const lengths = Int32Array.from(all, (list) => list.length);
  const revisions = new Int32Array(lengths.reduce((sum, length) => sum + length, 0));
  let at = 0;
  for (const list of all) {
    revisions.set(list, at);
    at += list.length;
    yield;
  }
  return { lengths, revisions };
}

export function* revisionListsFrom(
  keys: readonly string[],
  { lengths, revisions }: Lists,
): Steps<RevisionLists> {
  let at = 0;
  const entries = yield* mapSteps(keys, (key, i): [string, number[]] => {
    const from = at;
    at += lengths[i] ?? 0;
    return [key, Array.from(revisions.subarray(from, at))];
  });
  return RevisionLists.fromEntries(entries);
}
