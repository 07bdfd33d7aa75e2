import { parseAccount, type Day, type Posting, type UnitRegistry } from '#domain';
import type { Identity } from '#platform';
import { ACTION_WORDS, SEES_ALL } from '../access/access-table.js';
import { HttpProblem } from '../problems/http-problem.js';

/**
 * Which units of a ledger a reader sees: all, or those of the own subtree today together with the units they came from
 * (a successor reads the history of its predecessors).
 */
export class ReadScope {
  private constructor(
    private readonly identity: Identity,
    private readonly registry: UnitRegistry,
    private readonly day: Day,
    /** The reader's own unit. */
    readonly unit: string,
    readonly seesAll: boolean,
  ) {}

  /** @throws {HttpProblem} `forbidden`: the reader's unit is none of this ledger */
  static of(identity: Identity, registry: UnitRegistry, day: Day): ReadScope {
    const unit = registry.resolve(identity.unit ?? '', day);
    if (unit === undefined) throw forbidden(identity, identity.unit ?? '');
    // A province reads its own ledger; that it is one of the units here and not below any makes it the province.
    const isTop = registry.parent(unit, day) === undefined;
    const seesAll = SEES_ALL.includes(identity.role) && (identity.role !== 'province' || isTop);
    return new ReadScope(identity, registry, day, unit, seesAll);
  }

  /** The same for all readers who see the same. */
  get key(): string {
    return this.seesAll ? '*' : this.unit;
  }

  sees(unit: string): boolean {
    if (this.seesAll || this.registry.isWithin(unit, this.unit, this.day)) return true;
    return this.registry.successors(unit).some((successor) => this.sees(successor));
  }

  /** @throws {HttpProblem} `forbidden` */
  check(unit: string): void {
    if (!this.sees(unit)) throw forbidden(this.identity, unit);
  }

  seesPosting({ from, to }: Pick<Posting, 'from' | 'to'>): boolean {
    return [from, to].some((path) => {
      const { unit } = parseAccount(path);
      return unit !== undefined && this.sees(unit);
    });
  }

  forbid(what: string): HttpProblem {
    return forbidden(this.identity, what);
  }
}

const forbidden = ({ role }: Identity, unit: string): HttpProblem =>
  new HttpProblem('forbidden', {
    role,
    unit,
    action: ACTION_WORDS.read,
  });
