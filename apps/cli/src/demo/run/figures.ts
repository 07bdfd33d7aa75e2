import { formatExactly, formatHa, formatMu } from '#domain';
import type { Query, ServerClient } from '../../server/server-client.js';
import { ENDS_ON } from '../play/months.js';
import { HANGZHOU_2015 } from '../play/scenes/hangzhou-2015.js';
import { FARMER_HOUSING, INDUSTRY, JIAXING, JIAXING_2021 } from '../play/scenes/jiaxing-2021.js';
import { JINHUA_2019 } from '../play/scenes/rewards.js';
import { YUHUAN_USED } from '../play/scenes/yuhuan-2017.js';
import { clerksTable, sumOfColumn, type ClerksRow } from './clerks-table.js';
import type { Played } from './play-through.js';
import type { Tally } from './tally.js';

/** A figure of the law or of a published source, asked of the server and compared. */
export interface Figure {
  readonly id: string;
  readonly ok: boolean;
  readonly text: string;
}

const MU = 200_000n;
const HA = 3_000_000n;
const mu = (amount: number): bigint => BigInt(amount) * MU;

/** 亩 without decimals that say nothing. */
export const shownMu = (amount: bigint): string => formatExactly(amount, 'mu') ?? formatMu(amount);

/** Asks the server as a clerk would, and holds the answers against what is stated. */
export class Figures {
  constructor(
    private readonly server: ServerClient,
    private readonly revision: bigint,
  ) {}

  async all(played: Played, tally: Tally): Promise<readonly Figure[]> {
    return [
      await this.hangzhou2015(),
      await this.d1(),
      await this.d2(),
      await this.d3(),
      d4(played),
      await this.overUse(),
      await this.advance(),
      await this.jinhua2019(),
      jiaxing(tally),
    ];
  }

  private async hangzhou2015(): Promise<Figure> {
    const asOf = '2015-12-31';
    const rows = await this.rows({ unit: '330100', planYear: '2015', asOf });
    const of = (kind: string): bigint =>
      sumOfColumn(
        rows.filter(({ planKind }) => planKind === kind),
        'issued',
      );
    const [block, project, all] = [of('pool'), of('project'), sumOfColumn(rows, 'issued')];
    return {
      id: '杭州2015',
      ok:
        block === mu(HANGZHOU_2015.block) &&
        project === mu(HANGZHOU_2015.project) &&
        all === mu(HANGZHOU_2015.all),
      text: `block ${shownMu(block)} + by project ${shownMu(project)} = ${shownMu(all)} mu`,
    };
  }

  private async d1(): Promise<Figure> {
    const planYear = '2017';
    const before = await this.rows({ unit: '331021', planYear, asOf: '2017-03-20' });
    const after = await this.rows({ unit: '331083', planYear, asOf: '2017-06-01' });
    const issued = sumOfColumn(before, 'available');
    const used = sumOfColumn(after, 'consumed');
    const left = sumOfColumn(after, 'available');
    const isOne = before[0]?.unit === after[0]?.unit && before.length === 1 && after.length === 1;
    return {
      id: 'D1',
      ok: isOne && issued === mu(1_000) && used === mu(YUHUAN_USED) && left === issued - used,
      text: `玉环 331021 has ${shownMu(issued)} mu on 2017-03-20; on 2017-06-01 331083 uses ${shownMu(used)} of the same, ${shownMu(left)} left`,
    };
  }

  private async d2(): Promise<Figure> {
    const then = await this.available('330110', '2020-12-31');
    const yuhang = await this.available('330110', '2021-03-11');
    const linping = await this.available('330113', '2021-03-11');
    return {
      id: 'D2',
      ok: then === mu(600) && yuhang === mu(350) && linping === mu(250),
      text: `余杭 330110 as then, 2020-12-31: ${shownMu(then)}; from 2021-03-11 余杭 ${shownMu(yuhang)}, 临平 ${shownMu(linping)}`,
    };
  }

  private async d3(): Promise<Figure> {
    const before = await this.available('330104', '2021-03-10');
    const own = await this.available('330102', '2021-03-10');
    const shangcheng = (await this.available('330102', '2021-03-11')) - own;
    const qiantang = await this.available('330114', '2021-03-11');
    return {
      id: 'D3',
      ok: before === mu(90) && shangcheng === mu(60) && qiantang === mu(30),
      text: `江干 330104 has ${shownMu(before)}: 上城 gets ${shownMu(shangcheng)} of it, 钱塘 ${shownMu(qiantang)}`,
    };
  }

  /** S1 and S2: over on the total alone, over on cultivated land alone; deducted from the plan of 2018. */
  private async overUse(): Promise<Figure> {
    const owed = async (unit: string, asOf: string) => {
      const [row] = await this.rows({ unit, planYear: '2017', groupBy: 'unit', asOf });
      return [row?.total('overused'), row?.cultivated('overused')] as const;
    };
    const [total, noCultivated] = await owed('330822', '2017-12-31');
    const [noTotal, cultivated] = await owed('330825', '2017-12-31');
    const after = [
      ...(await owed('330822', '2018-12-31')),
      ...(await owed('330825', '2018-12-31')),
    ];
    const isExact = total === mu(80) && cultivated === mu(40) && !noCultivated && !noTotal;
    return {
      id: 'S1 S2',
      ok: isExact && after.every((amount) => amount === 0n),
      text: `over-use of 2017: total ${shownMu(total ?? 0n)} mu (常山), cultivated ${shownMu(cultivated ?? 0n)} mu (龙游), all deducted from 2018`,
    };
  }

  /** T-27: 30 公顷 in advance, 25 confirmed at the end of the quarter. */
  private async advance(): Promise<Figure> {
    const owed = async (asOf: string): Promise<bigint> =>
      sumOfColumn(await this.rows({ unit: '330424', planYear: '2020', asOf }), 'advance');
    const days = ['2020-05-20', '2020-06-30', '2020-12-15'] as const;
    const [taken, left, after] = await Promise.all(days.map(owed));
    return {
      id: 'T-27',
      ok: taken === 30n * HA && left === 5n * HA && after === 0n,
      text: `advance of ${formatHa(taken ?? 0n)} ha on ${days[0]}; ${formatHa(left ?? 0n)} ha owed after the confirmation of ${days[1]}, ${formatHa(after ?? 0n)} ha since ${days[2]}`,
    };
  }

  private async jinhua2019(): Promise<Figure> {
    const asked = { planYear: '2019', planKind: 'reward', asOf: '2019-07-01' };
    const all = sumOfColumn(
      await this.rows({ ...asked, unit: '330700', subtree: 'true' }),
      'issued',
    );
    const yiwu = sumOfColumn(await this.rows({ ...asked, unit: '330782' }), 'issued');
    return {
      id: '金华2019',
      ok: shownMu(all) === JINHUA_2019.all && shownMu(yiwu) === JINHUA_2019.yiwu,
      text: `rewards for special towns ${shownMu(all)} mu, of which 义乌 ${shownMu(yiwu)}`,
    };
  }

  /** What a unit has available on a day, over all its quota, as one row. */
  private async available(unit: string, asOf: string): Promise<bigint> {
    const rows = await this.rows({ unit, asOf, groupBy: 'unit' });
    return rows.length > 1 ? -1n : sumOfColumn(rows, 'available');
  }

  private rows(query: Query): Promise<ClerksRow[]> {
    return clerksTable(this.server, this.revision, { asOf: ENDS_ON, ...query });
  }
}

/** Once the accounts are switched the same attempt is refused because the unit is no more. */
const d4 = ({ refusedWith, posted }: Played): Figure => ({
  id: 'D4',
  ok: refusedWith === 'division-differs' || (posted === 0 && refusedWith !== ''),
  text: `江干 90 as 上城 60 + 钱塘 31 is refused: ${refusedWith}`,
});

/** Whether a part is at least so many percent: compared by multiplying, never by rounding a quotient. */
export const meetsFloor = (part: bigint, whole: bigint, percent: number): boolean =>
  part * 100n >= whole * BigInt(percent);

const jiaxing = ({ purposes }: Tally): Figure => {
  const arranged = purposes.filter(({ unit }) => unit === JIAXING);
  const totalOf = (purpose?: string): bigint =>
    arranged
      .filter((one) => purpose === undefined || one.purpose === purpose)
      .reduce((sum, { land }) => sum + (land[0] ?? 0n), 0n);
  const all = totalOf();
  const share = (purpose: string, floor: number) => {
    const part = totalOf(purpose);
    const ok = meetsFloor(part, all, floor);
    const percent = exactPercent(part, all);
    const text = `${purpose} ${shownMu(part)} = ${percent} % ${ok ? '≥' : '<'} ${floor} %`;
    return { ok, text };
  };
  const industry = share(INDUSTRY, JIAXING_2021.industryFloor);
  const housing = share(FARMER_HOUSING, JIAXING_2021.farmerHousingFloor);
  return {
    id: '嘉兴2021',
    ok: all === mu(JIAXING_2021.total) && industry.ok && housing.ok,
    text: `${shownMu(all)} mu arranged: ${industry.text}, ${housing.text}`,
  };
};

/** A percentage with as many decimals as it has, or as a fraction when they do not end soon. */
export const exactPercent = (part: bigint, whole: bigint): string => {
  for (let decimals = 0n; decimals <= 6n; decimals += 1n) {
    const scale = 10n ** decimals;
    if ((part * 100n * scale) % whole !== 0n) continue;
    const digits = String((part * 100n * scale) / whole).padStart(Number(decimals) + 1, '0');
    const at = digits.length - Number(decimals);
    return decimals === 0n ? digits : `${digits.slice(0, at)}.${digits.slice(at)}`;
  }
  return `${part * 100n}/${whole}`;
};
