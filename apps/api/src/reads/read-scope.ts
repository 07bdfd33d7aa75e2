import { parseAccount, type Day, type Posting, type UnitLevel, type UnitRegistry } from '#domain';
import type { Identity } from '#platform';
import { ACTION_WORDS, SEES_ALL } from '../access/access-table.js';
import { speaksOf } from '../access/speaks-of.js';
import { HttpProblem } from '../problems/http-problem.js';

/** The levels of units that each role of a bureau may be of. A token of a role above its unit has the reach of the unit. */
const LEVELS: Readonly<Record<string, readonly UnitLevel[]>> = {
  province: ['province', 'city', 'county', 'zone'],
  city: ['city', 'county', 'zone'],
  county: ['county', 'zone'],
};

/**
 * Which units of a ledger a reader sees: all, or those of the own subtree today together with the units they came from
 * (a successor reads the history of its predecessors).
 */
export class ReadScope {
  private readonly seen = new Map<string, boolean>();

  private constructor(
    private readonly identity: Identity,
    private readonly registry: UnitRegistry,
    private readonly day: Day,
    /** The reader's own unit. */
    readonly unit: string,
    readonly seesAll: boolean,
  ) {}

  /** @throws {HttpProblem} `forbidden`: the reader's unit is none of this ledger, or stands above its role */
  static of(identity: Identity, registry: UnitRegistry, day: Day): ReadScope {
    const { role } = identity;
    const unit = registry.resolve(identity.unit ?? '', day);
    if (unit === undefined) throw forbidden(identity, identity.unit ?? '');
    const level = (registry.on(unit, day) ?? registry.latest(unit))?.level;
    const levels = LEVELS[role];
    if (levels !== undefined && (level === undefined || !levels.includes(level)))
      throw forbidden(identity, identity.unit ?? '');
    // Roles that see all are held against their unit: of a city they see that city.
    const isTop = registry.parent(unit, day) === undefined && level === 'province';
    return new ReadScope(identity, registry, day, unit, SEES_ALL.includes(role) && isTop);
  }

  /** As `of`, where the token speaks of this ledger's province. @throws {HttpProblem} `forbidden` */
  static in(ledger: string, identity: Identity, registry: UnitRegistry, day: Day): ReadScope {
    if (!speaksOf(identity, ledger)) throw forbidden(identity, identity.unit ?? '');
    return ReadScope.of(identity, registry, day);
  }

  /** The same for all readers who see the same. */
  get key(): string {
    return this.seesAll ? '*' : this.unit;
  }

  sees(unit: string): boolean {
    if (this.seesAll) return true;
    const known = this.seen.get(unit);
    if (known !== undefined) return known;
    // Set before the successors are asked: a unit whose code was used again may be among its own.
    this.seen.set(unit, false);
    const sees =
      this.registry.isWithin(unit, this.unit, this.day) ||
      this.registry.successors(unit).some((successor) => this.sees(successor));
    this.seen.set(unit, sees);
    return sees;
  }

  /** The unit a reference means today, where it means one. */
  resolve(reference: string): string | undefined {
    return this.registry.resolve(reference, this.day);
  }

  /** Whether a unit stands above the reader's: whose lots the own ones come from is no secret. */
  isUnder(unit: string): boolean {
    return this.registry.isWithin(this.unit, unit, this.day);
  }

  /** @throws {HttpProblem} `forbidden` */
  check(unit: string): void {
    if (!this.sees(unit)) throw forbidden(this.identity, unit);
  }

  /** `what` is what was asked for, never what was found: who holds it is not for this reader. */
  forbid(what: string): HttpProblem {
    return forbidden(this.identity, what);
  }

  seesPosting({ from, to }: Pick<Posting, 'from' | 'to'>): boolean {
    return [from, to].some((path) => {
      const { unit } = parseAccount(path);
      return unit !== undefined && this.sees(unit);
    });
  }
}

const forbidden = ({ role }: Identity, unit: string): HttpProblem =>
  new HttpProblem('forbidden', {
    role,
    unit,
    action: ACTION_WORDS.read,
  });
