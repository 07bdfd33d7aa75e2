import {
  parseAmount,
  type AmountProblem,
  type Dimension,
  type LedgerState,
  type Quantity,
} from '#domain';
import { HttpProblem } from '../problems/http-problem.js';

/** What an amount measures is known by its indicator, or by the lot it is taken from. */
export interface MeasuredBy {
  readonly indicator?: string;
  readonly lot?: string;
}

interface PlacedProblem extends AmountProblem {
  readonly path: string;
  readonly dimension: Dimension;
}

/** Not well formed is 400; well formed and no amount of the ledger is 422. */
const MALFORMED: ReadonlySet<AmountProblem['code']> = new Set([
  'amount-malformed',
  'amount-unit-unknown',
]);

/** Reads the amounts of one body: all of them before it complains, so that a clerk corrects them in one go. */
export class AmountReader {
  /** Amounts as they were written, by their place in the body. Stored with the entry. */
  readonly stated: Record<string, string> = {};
  private readonly problems: PlacedProblem[] = [];

  constructor(
    private readonly state: LedgerState,
    private readonly onUnknown: () => void = () => undefined,
  ) {}

  quantity(path: string, texts: Readonly<Record<string, string>>, by: MeasuredBy = {}): Quantity {
    // Made of entries, so that a component of any name is a member of its own.
    return Object.fromEntries(
      Object.entries(texts).map(([component, text]) => [
        component,
        this.amount(`${path}.${component}`, text, this.measured(component, by)),
      ]),
    );
  }

  /** One amount of a known dimension. Nothing where it cannot be read: `throwProblems` comes before any use. */
  amount(path: string, text: string, dimension: Dimension = 'area'): bigint {
    const parsed = parseAmount(text, dimension);
    if (parsed.ok) {
      this.stated[path] = parsed.stated;
      return parsed.amount;
    }
    this.problems.push({ path, dimension, ...parsed.problem });
    return 0n;
  }

  /** @throws {HttpProblem} with every amount that could not be read */
  throwProblems(): void {
    const [first] = this.problems;
    if (first === undefined) return;
    const worst = this.problems.find(({ code }) => MALFORMED.has(code)) ?? first;
    throw new HttpProblem(worst.code, { amounts: this.problems });
  }

  /** A component that no indicator has is read as an area; the rules then say that it is unknown. */
  measured(component: string, { indicator, lot }: MeasuredBy): Dimension {
    const { indicators } = this.state.head;
    const named = indicator ?? this.indicatorOf(lot);
    const known = indicators.get(named ?? '');
    if (known === undefined && (indicator !== undefined || lot !== undefined)) this.onUnknown();
    for (const { components } of known === undefined ? indicators.values() : [known])
      for (const { name, dimension } of components) if (name === component) return dimension;
    this.onUnknown();
    return 'area';
  }

  private indicatorOf(lot: string | undefined): string | undefined {
    return lot === undefined ? undefined : this.state.lots.get(lot)?.indicator;
  }
}
