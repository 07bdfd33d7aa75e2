/** What a conversion approval states about its land, all in 1/300 m². */
export interface LandFacts {
  /** 转用总面积: what consumes quota. */
  readonly total: bigint;
  /** 农用地, cultivated land included. */
  readonly farmland: bigint;
  /** 耕地. */
  readonly cultivated: bigint;
  /** 未利用地. */
  readonly unused?: bigint;
  /** 批次总面积, existing construction land included. */
  readonly batch?: bigint;
  /** 原有建设用地 inside the batch: it consumes no quota. */
  readonly existingConstruction?: bigint;
}

export type LandFact = keyof LandFacts;

/** `difference` is stated − expected. */
export type LandFactProblem =
  | { readonly code: 'land-fact-negative'; readonly fact: LandFact; readonly amount: bigint }
  | {
      readonly code: 'land-fact-exceeds';
      readonly smaller: LandFact;
      readonly larger: LandFact;
      readonly smallerAmount: bigint;
      readonly largerAmount: bigint;
    }
  | {
      readonly code: 'land-fact-sum';
      readonly fact: 'total' | 'batch';
      readonly stated: bigint;
      readonly expected: bigint;
      readonly difference: bigint;
    };

/**
 * The equalities and nestings of a conversion review sheet: cultivated ≤ farmland ≤ total, total
 * = farmland + unused, batch = total + existing construction. A fact that is not stated is
 * unknown, not zero, and its equality is not judged; a batch is in any case not smaller than the
 * land converted in it.
 */
export function checkLandFacts(facts: LandFacts): LandFactProblem | undefined {
  return (
    negativeFact(facts) ??
    exceeding(facts, 'cultivated', 'farmland') ??
    exceeding(facts, 'farmland', 'total') ??
    wrongSum('total', facts.total, facts.farmland, facts.unused) ??
    wrongSum('batch', facts.batch, facts.total, facts.existingConstruction) ??
    exceeding(facts, 'total', 'batch')
  );
}

const FACTS: readonly LandFact[] = [
  'total',
  'farmland',
  'cultivated',
  'unused',
  'batch',
  'existingConstruction',
];

function negativeFact(facts: LandFacts): LandFactProblem | undefined {
  for (const fact of FACTS) {
    const amount = facts[fact];
    if (amount !== undefined && amount < 0n) return { code: 'land-fact-negative', fact, amount };
  }
  return undefined;
}

function exceeding(
  facts: LandFacts,
  smaller: LandFact,
  larger: LandFact,
): LandFactProblem | undefined {
  const smallerAmount = facts[smaller];
  const largerAmount = facts[larger];
  if (smallerAmount === undefined || largerAmount === undefined) return undefined;
  if (smallerAmount <= largerAmount) return undefined;
  return { code: 'land-fact-exceeds', smaller, larger, smallerAmount, largerAmount };
}

function wrongSum(
  fact: 'total' | 'batch',
  stated: bigint | undefined,
  part: bigint,
  rest: bigint | undefined,
): LandFactProblem | undefined {
  if (stated === undefined || rest === undefined) return undefined;
  const expected = part + rest;
  if (stated === expected) return undefined;
  return { code: 'land-fact-sum', fact, stated, expected, difference: stated - expected };
}
