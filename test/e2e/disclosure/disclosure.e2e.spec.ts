import { openReadingDoor, type ReadingDoor } from '../reading-door.js';
import { LEDGER, openLedger, PROVINCE } from '../story.js';
import { readsOf, writesOf, type Described, type Probe } from './probes.js';
import { AMOUNTS, LAST_ENTRY, MARK, NAMES, OWNER, plant, SECRET_IDS } from './secrets.js';

/** Readers to whom Xiuzhou is another county, and roles that are more than their unit is. */
const OTHERS = [
  'county@330402',
  'county@330106',
  'city@330400',
  'public',
  'operator',
  'province@330402',
  'auditor@330402',
  'city@330402',
  'county@330000',
  'city@330000',
  'county@330400',
  'province@340000',
];

const POSTERS = [
  'county@330402',
  'city@330400',
  'operator',
  'province@330402',
  'county@330000',
  'province@340000',
];
const quantity = { total: '1 mu', farmland: '1 mu', cultivated: '1 mu' };

/** One name may be a part of another. */
const LONGEST_FIRST = Object.values(NAMES)
  .flat()
  .toSorted((one, other) => other.length - one.length);

describe('H-24 what a county plants in its data', () => {
  let door: ReadingDoor;
  let described: Described;
  beforeAll(async () => {
    door = await openReadingDoor();
    await openLedger(door, '2017-06-05');
    await plant(door);
    await door.get(PROVINCE, `${LEDGER}/balances`);
    described = (await door.ask('/v1/openapi.json')).body as Described;
  });
  afterAll(() => door.close());

  const ask = async (as: string, { path, headers, key, body }: Probe): Promise<string> => {
    const answer = await door.ask(path, {
      as,
      ...(body === undefined ? {} : { body }),
      headers: { ...headers, ...(key === undefined ? {} : { 'idempotency-key': key }) },
    });
    return `${JSON.stringify([...answer.headers])}${answer.text}`;
  };
  /** What was sent may come back: that tells nothing. */
  const without = (text: string, { path, key = '', body }: Probe): string => {
    const sent = `${decodeURIComponent(path)} ${key} ${JSON.stringify(body ?? '')}`;
    let rest = text;
    for (const name of LONGEST_FIRST)
      if (sent.includes(name))
        rest = rest.replaceAll(name, '').replaceAll(encodeURIComponent(name), '');
    return rest;
  };
  const found = (text: string): string[] => [MARK, ...AMOUNTS].filter((one) => text.includes(one));
  const leaksOf = async (as: string, probes: readonly Probe[]): Promise<string[]> => {
    const leaks: string[] = [];
    for (const probe of probes) {
      const text = without(await ask(as, probe), probe);
      const what = found(text);
      const at = text.indexOf(what[0] ?? '');
      if (what.length > 0)
        leaks.push(
          `${probe.path} ${probe.key ?? ''}: ${text.slice(Math.max(0, at - 160), at + 60)}`,
        );
    }
    return leaks;
  };

  it('is found by its owner, so that there is something to find', async () => {
    let all = '';
    for (const probe of readsOf(described)) all += await ask(OWNER, probe);
    for (const what of [MARK, ...AMOUNTS, ...Object.values(NAMES).flat()])
      expect([what, all.includes(what)]).toEqual([what, true]);
  });

  it.each(OTHERS)('is in no answer to any read of %s', async (as) => {
    expect(await leaksOf(as, readsOf(described))).toEqual([]);
  });

  it.each(['county@330402', 'county@330106', 'city@330400', 'province@330402'])(
    'is answered to reads of %s as what is not there',
    async (as) => {
      const told: unknown[] = [];
      for (const kind of ['entry', 'lot'] as const)
        for (const id of SECRET_IDS[kind])
          for (const path of kind === 'lot'
            ? [`lots/${id}`, `lots/${id}/lineage`]
            : [`entries/${id}`]) {
            const there = await door.ask(`${LEDGER}/${path}`, { as });
            const nowhere = await door.ask(`${LEDGER}/${path.replace(id, 'nobody')}`, { as });
            const seen = { status: there.status, text: there.text.replaceAll(id, 'nobody') };
            if (seen.status !== nowhere.status || seen.text !== nowhere.text)
              told.push([path, seen, nowhere.text]);
          }
      expect(told).toEqual([]);
    },
  );

  it.each(POSTERS)('is in no refusal of anything that %s posts', async (as) => {
    expect(await leaksOf(as, writesOf(described))).toEqual([]);
  });

  // Who holds a lot, and what and when another recorded, has no mark to search for.
  it.each<readonly [string, string, object, string, readonly string[]]>([
    ['a lot of Xiuzhou', 'reservations', { draws: [{ lot: 'shared.2', quantity }] }, 'probe', []],
    ['a key of Xiuzhou', 'reservations', {}, `${MARK}-r`, ['entryType', 'recordedAt']],
    ['a key of the province', 'reservations', {}, 'void', ['entryType', 'recordedAt']],
  ])('is not told of by a refusal that names %s', async (_, kind, cited, key, hidden) => {
    const body = {
      ...{ unit: '330402', draws: [{ lot: 'shared.1', quantity }], project: 'P-1' },
      ...{ expiresOn: '2017-12-31', effectiveOn: '2017-06-05', ...cited },
    };
    const path = `${LEDGER}/${kind}?dryRun=true`;
    const answer = await door.post('county@330402', path, key, body);
    expect([answer.status >= 400, answer.text]).toEqual([
      true,
      expect.not.stringContaining('330411'),
    ]);
    for (const fact of ['holder', ...hidden])
      expect([fact, answer.text.includes(`"${fact}"`)]).toEqual([fact, false]);
    expect(answer.text).not.toMatch(/秀洲|QuotaReserved|ConsumptionVoided/);
  });

  it.each(['county@330402', 'city@330400'])('is in no line of a batch of %s', async (as) => {
    const entries = writesOf(described).flatMap(({ path, body }, i) => {
      const kind = path.slice(`${LEDGER}/`.length).replace(/\?.*/, '');
      if (kind === 'batches' || typeof body !== 'object') return [];
      return [{ kind, entryId: i % 3 === 0 ? `${MARK}-r` : `line-${i}`, ...body }];
    });
    const path = `${LEDGER}/batches?dryRun=true`;
    const probe = { path, key: 'batch', body: { atomic: false, entries } };
    expect(await leaksOf(as, [probe])).toEqual([]);
  });

  it('is in no problem that a command from a topic is answered', async () => {
    const authorization = `Bearer ${await door.token('county@330402')}`;
    const probes = writesOf(described).filter(({ path }) => !path.includes('/batches'));
    for (const probe of probes.filter((_, i) => i % 4 === 1)) {
      const kind = probe.path.slice(`${LEDGER}/`.length).replace(/\?.*/, '');
      const entryId = probe.key ?? '';
      const asked = { authorization, ledger: '330000', kind, entryId, body: probe.body };
      const [outcome] = await door.entries.post([asked]);
      expect(found(without(JSON.stringify(outcome), probe))).toEqual([]);
    }
  });

  it.each(OTHERS)('is in no entry that is streamed to %s', async (as) => {
    expect(found(await streamed(as))).toEqual([]);
  });

  it('is streamed to its owner', async () => {
    expect(found(await streamed(OWNER))).toContain(MARK);
  });

  /** The stream from its first entry to the last that was posted, or the problem it is answered with. */
  const streamed = async (as: string): Promise<string> => {
    const stop = new AbortController();
    const answer = await fetch(`${door.url}${LEDGER}/stream`, {
      signal: stop.signal,
      headers: { authorization: `Bearer ${await door.token(as)}`, 'last-event-id': '0' },
    });
    let text = '';
    for await (const bytes of answer.body ?? []) {
      text += Buffer.from(bytes).toString();
      if (text.includes(`"entryId":"${LAST_ENTRY}"`)) break;
    }
    stop.abort();
    return text;
  };
});
