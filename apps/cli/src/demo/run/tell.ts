import { printJson } from '../../context.js';
import type { Terminal } from '../../terminal.js';
import { SEED } from '../play/random.js';
import { renderCounties } from './county-table.js';
import type { Told } from './demo.js';
import { shownMu } from './figures.js';
import { PLACES } from './tally.js';

/** Whether everything came out as it should. */
export const isSound = ({ figures, tally, differing }: Told): boolean =>
  figures.every(({ ok }) => ok) && tally.isConserved() && differing.length === 0;

const mark = (ok: boolean): string => (ok ? '✓' : '✗');

/** For people. */
export const tell = ({ out }: Terminal, told: Told, isKept: boolean): void => {
  const { played, counties, figures, tally, differing, seconds, server } = told;
  out(`浙江省 2015–2021,各县(市、区)至 2021-12-31,各计划年度合计,单位:亩\n`);
  out(renderCounties(counties));
  out(`published figures as they stand, all others synthetic (示例数据, seed ${SEED})\n\n`);
  for (const { id, ok, text } of figures) out(`${mark(ok)} ${id}  ${text}\n`);
  out(`${mark(tally.isConserved())} conservation  ${conservation(told)}\n`);
  const agreed = differing.length === 0 ? 'the tables agree with the log' : differing.join(', ');
  out(`${mark(differing.length === 0)} read models  ${agreed}\n`);
  out(`  fingerprint  ${tally.fingerprint()} at revision ${played.revision}\n\n`);
  const there = played.posted === 0 ? 'all of it was already there' : repeated(told);
  out(`${played.posted} entries posted in ${seconds.toFixed(1)} s; ${there}\n`);
  out(`\n${next(server, isKept)}\n`);
};

const repeated = ({ played }: Told): string =>
  played.repeated === 0 ? 'none was there before' : `${played.repeated} were already there`;

const conservation = ({ tally }: Told): string => {
  const places = tally.byPlace();
  const of = PLACES.flatMap((place) => {
    const amount = places.get(place)?.[0] ?? 0n;
    return amount === 0n ? [] : [`${place} ${shownMu(amount)}`];
  });
  const over = [...tally.overdrafts];
  const drawn = over.length === 0 ? '' : `; overdrawn: ${over.slice(0, 5).join(', ')}`;
  return `${of.join(' + ')} = 0 mu over ${tally.entries} entries${drawn}`;
};

const next = ({ url, temporaryData }: Told['server'], isKept: boolean): string => {
  if (temporaryData !== undefined && !isKept)
    return `The temporary server ends now. To look around, keep it:
  npx muledger demo --keep`;
  return `To look around:${
    temporaryData === undefined ? '' : `\n  export MULEDGER_DATA=${temporaryData}`
  }
  npx muledger balances --unit 330110 --as-of 2020-12-31
  npx muledger statement 331083 --from 2017-01-01 --to 2017-12-31
  npx muledger journal --unit 330822
  TOKEN=$(npx --silent muledger token --role auditor --unit 330000)
  curl -H "Authorization: Bearer $TOKEN" '${url}/v1/ledgers/330000/balances?unit=330113&asOf=2021-03-11'`;
};

/** For machines: amounts in whole units of 1/300 m². */
export const tellMachine = (terminal: Terminal, told: Told): void => {
  const { server, played, counties, figures, tally, differing, seconds } = told;
  printJson(terminal, {
    server: { url: server.url, isTemporary: server.temporaryData !== undefined },
    entries: { posted: played.posted, alreadyThere: played.repeated },
    revision: String(played.revision),
    asOf: '2021-12-31',
    counties: counties.map(({ amounts, ...row }) => ({ ...row, ...texts(amounts) })),
    figures,
    conservation: {
      ok: tally.isConserved(),
      entries: tally.entries,
      places: Object.fromEntries(
        [...tally.byPlace()].map(([place, land]) => [place, land.map(String)]),
      ),
    },
    readModels: { ok: differing.length === 0, differing },
    fingerprint: tally.fingerprint(),
    seed: SEED,
    seconds: Number(seconds.toFixed(3)),
  });
};

const texts = (amounts: Readonly<Record<string, bigint>>) =>
  Object.fromEntries(
    Object.entries(amounts).map(([name, amount]) => [
      name,
      { amount: String(amount), mu: shownMu(amount) },
    ]),
  );
