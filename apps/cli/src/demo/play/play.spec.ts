import { parseAccount, subtract, type Vector } from '#domain';
import { dayNamed } from '../units/every-unit.js';
import { ha, mu, noLand } from './land.js';
import type { Line } from './line.js';
import { monthsOf } from './months.js';
import { writePlay } from './play.js';
import { commandOfLine, openedWorld } from '../testing/world-of-play.js';

/** Thousands of entries are decided in one go; the machine may have other things to do. */
const PATIENCE_MS = 180_000;

describe('the play', () => {
  const play = writePlay();
  const world = openedWorld();
  const refusals: string[] = [];
  let refusedAsPlanned: string | undefined;

  beforeAll(() => {
    const submit = (line: Line): string | undefined =>
      world.refusal(commandOfLine(world, line))?.code;
    for (const { days, lines } of monthsOf(play.lines))
      for (const line of [...days, ...lines]) {
        if (line.entryId === play.refusedBefore) refusedAsPlanned = submit(play.refused);
        const code = submit(line);
        if (code !== undefined) refusals.push(`${line.on} ${line.entryId} ${code}`);
      }
  }, PATIENCE_MS);

  /** What a unit has on a day, over all its lots, added up from what the entries moved. */
  const held = (unit: string, bucket: string, on: string): Vector => {
    let sum: Vector = noLand();
    for (const { data } of world.events) {
      if (data.effectiveOn > on) continue;
      for (const { from, to, quantity } of data.postings)
        for (const [path, sign] of [
          [from, -1n],
          [to, 1n],
        ] as const) {
          const account = parseAccount(path);
          if (account.unit !== unit || account.bucket !== bucket) continue;
          const moved = [quantity['total'], quantity['farmland'], quantity['cultivated']];
          sum = sum.map((amount, i) => amount + sign * (moved[i] ?? 0n));
        }
    }
    return sum;
  };
  const usedIn2017 = (unit: string): Vector =>
    subtract(held(unit, 'consumed', '2017-12-31'), held(unit, 'consumed', '2016-12-31'));
  const owes = (land: Vector): Vector => land.map((amount) => -amount);

  it('is accepted by the rules, line by line', () => {
    expect(refusals).toEqual([]);
    expect(play.lines.length).toBeGreaterThan(3_000);
  });

  it('is the same every time', () => {
    expect(writePlay()).toEqual(play);
  });

  it('names every entry once', () => {
    expect(new Set(play.lines.map(({ entryId }) => entryId)).size).toBe(play.lines.length);
  });

  it('marks what no source states in the data itself', () => {
    const unmarked = play.lines.filter(({ body }) => typeof body['note'] !== 'string');
    expect(unmarked.map(({ entryId }) => entryId)).toEqual([]);
  });

  it('uses document numbers that are known, and 示例 for all others', () => {
    const numbers = new Set(
      JSON.stringify(play.lines.map(({ body }) => body))
        .match(/"number":"[^"]+"/g)
        ?.map((found) => found.slice('"number":"'.length, -1))
        .filter((number) => !number.startsWith('示例')),
    );
    expect([...numbers].sort()).toEqual(
      [
        '国函〔2015〕122号',
        '国函〔2016〕158号',
        '民函〔2017〕70号',
        '国函〔2017〕102号',
        '民函〔2019〕83号',
        '浙政函〔2021〕17号',
        '浙政发〔2021〕7号',
        '国函〔2021〕29号',
        '嘉自然资规发〔2021〕37号',
      ].sort(),
    );
  });

  it('refuses D4: 江干 is not divided into 60 and 31', () => {
    expect(refusedAsPlanned).toBe('division-differs');
  });

  it('conserves: the sum over all accounts is nothing', () => {
    let sum: Vector = noLand();
    for (const [, balance] of world.balances())
      sum = sum.map((amount, i) => amount + (balance[i] ?? 0n));
    expect(sum).toEqual(noLand());
  });

  it('leaves nothing open in a closed year', () => {
    const closed = world.state.head.closedPlanYears;
    expect([...closed]).toEqual([2015, 2016, 2017, 2018, 2019, 2020]);
  });

  describe('the figures that are stated', () => {
    it('D1: 玉环 has 1 000 亩 on 2017-03-20 and 680 after 331083 used 320', () => {
      expect(held('u-331021', 'available', '2017-03-19')).toEqual(mu(0, 0, 0));
      expect(held('u-331021', 'available', '2017-03-20')[0]).toBe(mu(1_000, 0, 0)[0]);
      expect(held('u-331021', 'available', '2017-06-01')[0]).toBe(mu(680, 0, 0)[0]);
      const unit = world.state.units.resolve('331083', dayNamed('2017-06-01'));
      expect(unit).toBe('u-331021');
    });

    it.each([
      ['u-330110', '2020-12-31', 600],
      ['u-330110', '2021-03-10', 600],
      ['u-330110', '2021-03-11', 0],
      ['u-330110-2021', '2021-03-11', 350],
      ['u-330113', '2021-03-11', 250],
      ['u-330104', '2021-03-10', 90],
      ['u-330104', '2021-03-11', 0],
      ['u-330114', '2021-03-11', 30],
    ])('D2, D3: %s has on %s %i 亩', (unit, on, amount) => {
      expect(held(unit, 'available', on)[0]).toBe(mu(amount, 0, 0)[0]);
    });

    it('hands to 上城 60 亩 of 江干 beside what it had itself', () => {
      const before = held('u-330102', 'available', '2021-03-10')[0] ?? 0n;
      const after = held('u-330102-2021', 'available', '2021-03-11')[0] ?? 0n;
      expect(after - before).toBe(mu(60, 0, 0)[0]);
    });

    it('T-27: 5 公顷 of the advance stay owed until own quota covers them', () => {
      expect(held('u-330424', 'advance', '2020-05-20')).toEqual(owes(ha('30', '26', '18')));
      expect(held('u-330424', 'advance', '2020-06-30')).toEqual(owes(ha('5', '4.5', '3')));
      expect(held('u-330424', 'advance', '2020-12-15')[0]).toBe(0n);
    });

    it('S1, S2: 80 亩 of the total and 40 of the cultivated land are made good in 2018', () => {
      expect(held('u-330822', 'overused', '2017-12-31')).toEqual(owes(mu(80, 0, 0)));
      expect(usedIn2017('u-330822')).toEqual(mu(1_080, 850, 590));
      expect(usedIn2017('u-330825')).toEqual(mu(990, 820, 640));
      expect(held('u-330825', 'overused', '2017-12-31')).toEqual(owes(mu(0, 0, 40)));
      expect(held('u-330822', 'overused', '2018-12-31')).toEqual(mu(0, 0, 0));
      expect(held('u-330825', 'overused', '2018-12-31')).toEqual(mu(0, 0, 0));
    });

    it('gives 杭州 of 2015 15 546 亩 as a block, 9 199 of them for districts, and 5 690 by project', () => {
      expect(allocated('demo:2015:pool', '330100')).toBe(mu(15_546, 0, 0)[0]);
      expect(allocated('demo:2015:project', '330100')).toBe(mu(5_690, 0, 0)[0]);
      expect(allocated('demo:2015:hangzhou:districts')).toBe(mu(9_199, 0, 0)[0]);
      expect(allocated('demo:2015:pool')).toBe(mu(39_258, 0, 0)[0]);
    });

    it('gives 金华 of 2019 557.8 亩 of rewards, 232.9 of them to 义乌', () => {
      const jinhua = [
        '330702',
        '330703',
        '330723',
        '330726',
        '330727',
        '330781',
        '330783',
        '330784',
      ];
      expect(allocated('demo:2019:reward', '330782')).toBe(mu('232.9', 0, 0)[0]);
      expect(allocated('demo:2019:reward', '330782', ...jinhua)).toBe(mu('557.8', 0, 0)[0]);
      expect(allocated('demo:2019:reward')).toBe(mu('3263.9', 0, 0)[0]);
    });

    it('arranges 13 000 亩 of 嘉兴 2021 above the floors, compared exactly', () => {
      const all = allocated('demo:2021:pool', '330400');
      const industry = allocated('demo:2021:jiaxing:1');
      const farmerHousing = allocated('demo:2021:jiaxing:2');
      expect(all).toBe(mu(13_000, 0, 0)[0]);
      expect(industry * 100n >= all * 30n).toBe(true);
      expect(farmerHousing * 100n >= all * 6n).toBe(true);
    });

    /** The total of an allocation, of all its targets or of those named by code. */
    const allocated = (entryId: string, ...codes: readonly string[]): bigint => {
      const line = play.lines.find((one) => one.entryId === entryId);
      if (line === undefined) throw new Error(`there is no ${entryId}`);
      const to = line.body['to'] as readonly { unit: string; quantity: { total: string } }[];
      let sum = 0n;
      for (const { unit, quantity } of to)
        if (codes.length === 0 || codes.includes(unit))
          sum += mu(quantity.total.replace(' 亩', ''), 0, 0)[0] ?? 0n;
      return sum;
    };
  });
});
