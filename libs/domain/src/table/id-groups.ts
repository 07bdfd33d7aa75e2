import { Layer } from './layer.js';

/**
 * Ids by group, where a group may hold tens of thousands: most reservations of a year end on the same day.
 *
 * Adding and removing cost the same however many there are, in an overlay too, which keeps only what it changed.
 */
export class IdGroups extends Layer<IdGroups> {
  /** By group: whether an id is in it. A root keeps no absent ones, an overlay those it removed. */
  private readonly groups = new Map<string, Map<string, boolean>>();

  private constructor(base: IdGroups | undefined) {
    super(base);
  }

  static root(): IdGroups {
    return new IdGroups(undefined);
  }

  overlay(): IdGroups {
    return new IdGroups(this);
  }

  add(group: string, id: string): void {
    this.put(group, id, true);
  }

  remove(group: string, id: string): void {
    if (this.base !== undefined) return this.put(group, id, false);
    const ids = this.groups.get(group);
    if (ids?.delete(id) === true && ids.size === 0) this.groups.delete(group);
  }

  /** The ids of one group; costs as much as the group is large. The order is no promise. */
  idsIn(group: string): readonly string[] {
    const own = this.groups.get(group);
    const below = this.base?.idsIn(group) ?? NO_IDS;
    if (own === undefined) return below;
    return below.filter((id) => !own.has(id)).concat(present(own));
  }

  /** Groups that hold something, with their ids. The order is no promise. */
  *entries(): Generator<readonly [group: string, { readonly ids: string[] }]> {
    const below = new Set<string>();
    for (const [group, { ids }] of this.base?.entries() ?? []) {
      below.add(group);
      const own = this.groups.get(group);
      const left = own === undefined ? ids : ids.filter((id) => !own.has(id)).concat(present(own));
      if (left.length > 0) yield [group, { ids: left }];
    }
    for (const [group, own] of this.groups) {
      const ids = below.has(group) ? [] : present(own);
      if (ids.length > 0) yield [group, { ids }];
    }
  }

  protected moveInto(base: IdGroups): void {
    for (const [group, own] of this.groups)
      for (const [id, isIn] of own) {
        if (isIn) base.add(group, id);
        else base.remove(group, id);
      }
    this.groups.clear();
  }

  private put(group: string, id: string, isIn: boolean): void {
    const ids = this.groups.get(group);
    if (ids === undefined) this.groups.set(group, new Map([[id, isIn]]));
    else ids.set(id, isIn);
  }
}

const NO_IDS: readonly string[] = [];

/** In one pass: a unit may have a hundred thousand lots, and each automatic draw goes through them. */
const present = (ids: ReadonlyMap<string, boolean>): string[] => {
  const found: string[] = [];
  for (const [id, isIn] of ids) if (isIn) found.push(id);
  return found;
};
