import { checkLandFacts, type LandFactProblem, type LandFacts } from './land-facts.js';

const ha = (tenThousandths: number): bigint => BigInt(tenThousandths) * 300n;

// Domain example C1: 15.0000 公顷 = 11.2345 farmland (8.0000 cultivated) + 1.1111 unused + 2.6544
// existing construction.
const c1: Required<LandFacts> = {
  total: ha(123_456),
  farmland: ha(112_345),
  cultivated: ha(80_000),
  unused: ha(11_111),
  batch: ha(150_000),
  existingConstruction: ha(26_544),
};

describe('checkLandFacts', () => {
  it('accepts C1', () => {
    expect(checkLandFacts(c1)).toBeUndefined();
  });

  it('refuses C2: cultivated 5.0001 in farmland 5.0000', () => {
    expect(
      checkLandFacts({ total: ha(60_000), farmland: ha(50_000), cultivated: ha(50_001) }),
    ).toEqual({
      code: 'land-fact-exceeds',
      smaller: 'cultivated',
      larger: 'farmland',
      smallerAmount: ha(50_001),
      largerAmount: ha(50_000),
    });
  });

  it('refuses C3: a total stated 1 m² too large', () => {
    expect(checkLandFacts({ ...c1, total: ha(123_457) })).toEqual({
      code: 'land-fact-sum',
      fact: 'total',
      stated: ha(123_457),
      expected: ha(123_456),
      difference: 300n,
    });
  });

  it.each<[string, Partial<LandFacts>, Partial<LandFactProblem>]>([
    ['a negative fact', { unused: -1n }, { code: 'land-fact-negative', fact: 'unused' }],
    [
      'farmland beyond total',
      { total: ha(112_344) },
      { code: 'land-fact-exceeds', smaller: 'farmland', larger: 'total' },
    ],
    [
      'a batch one unit off',
      { batch: ha(150_000) - 1n },
      { code: 'land-fact-sum', fact: 'batch', difference: -1n },
    ],
  ])('refuses %s', (_, changed, problem) => {
    expect(checkLandFacts({ ...c1, ...changed })).toMatchObject(problem);
  });

  it('takes a fact that is not stated as unknown, not as zero', () => {
    const { total, farmland, cultivated, batch } = c1;
    expect(checkLandFacts({ total, farmland, cultivated, batch })).toBeUndefined();
    expect(checkLandFacts({ total, farmland, cultivated, unused: 0n })).toMatchObject({
      code: 'land-fact-sum',
    });
  });

  it('accepts a batch that is all cultivated land', () => {
    const all = ha(50_000);
    expect(
      checkLandFacts({ total: all, farmland: all, cultivated: all, unused: 0n, batch: all }),
    ).toBeUndefined();
  });

  it('refuses a batch smaller than the land converted in it', () => {
    const { total, farmland, cultivated } = c1;
    expect(checkLandFacts({ total, farmland, cultivated, batch: total - 1n })).toMatchObject({
      code: 'land-fact-exceeds',
      smaller: 'total',
      larger: 'batch',
    });
  });
});
