import { EXAMPLES, type Example } from '../../../apps/api/src/openapi/examples/index.js';
import type { Answer } from '../door.js';
import { openReadingDoor, type ReadingDoor } from '../reading-door.js';
import { LEDGER, PROVINCE } from '../story.js';
import { bodyPositions, named, parametersOf, withName, type Described } from './positions.js';

/** Members that every object of JavaScript inherits. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
/** Names of the system, of an entry, a lot and an opening reservation that are there, and what is no name at all. */
const TAKEN = [
  ...['day:2026-01-01', 'expire:x', 'reclaim:x', 'lapse:x', 'warn:x', 'approval-lapse:x'],
  ...['seal:1', 'open-2017', 'opening-330106.1', 'opening-330106/1', 'a\u0000b', '.', '..'],
];
const LATER = new Set(['open-2017', 'opening-330106.1']);
const NAMES = [...INHERITED, ...TAKEN];

/** Members that hold a caller's own words, which may be any: they are kept as written and stand for nothing else. */
const OWN_WORDS = new Set([
  ...['note', 'title', 'number', 'issuer', 'name', 'source', 'reason', 'is', 'version'],
  ...['project', 'purpose', 'projectClass', 'batch', 'authority', 'parcels', 'price', 'agreement'],
  'localCode',
]);

interface Write extends Example {
  readonly key: string;
  readonly body: object;
}
const isWrite = (one: Example): one is Write => one.body !== undefined && one.key !== undefined;
const routeOf = ({ path }: Example): string => path.replace('330000', '{ledger}');
const kindOf = ({ path }: Example): string => path.split('/').at(-1) ?? '';
/** Batches, and what comes before there is a ledger, are no lines of batches. */
const isLine = (one: Write): boolean =>
  one.path.startsWith(`${LEDGER}/`) && kindOf(one) !== 'batches';

describe('H-09 H-20 a name that is not for callers', () => {
  let door: ReadingDoor;
  let described: Described;
  /** What was answered in another way than with a problem of the caller's, for each question. */
  const wrong: Record<'members' | 'texts' | 'keys' | 'lines' | 'messages', string[]> = {
    ...{ members: [], texts: [], keys: [], lines: [], messages: [] },
  };
  const asked = { members: 0, texts: 0, keys: 0, lines: 0, messages: 0 };
  const isProblem = (status: number): boolean => status >= 400 && status < 500;

  // The story of the description, with each body tried under such names just before it is posted: there it fits.
  beforeAll(async () => {
    door = await openReadingDoor();
    described = (await door.ask('/v1/openapi.json')).body as Described;
    for (const write of EXAMPLES.filter(isWrite)) {
      await tryMembers(write);
      await tryKeys(write);
      if (isLine(write)) {
        await tryTexts(write);
        await tryMessages(write);
      }
      const { as, path, key, body } = write;
      const posted = await door.post(as, path, key, body);
      if (posted.status >= 300) throw new Error(`${path} ${posted.text}`);
      done.add(key);
    }
    await door.get(PROVINCE, `${LEDGER}/balances`);
  }, 120_000);
  afterAll(() => door.close());

  const done = new Set<string>();
  /** Names that are taken by now: that of an entry is, once it is posted. */
  const taken = (): string[] =>
    TAKEN.filter((name) => !LATER.has(name) || done.has(name.replace(/\.1$/, '')));

  const tryMembers = async (write: Write): Promise<void> => {
    const { as, path, body } = write;
    for (const position of bodyPositions(described, routeOf(write)))
      for (const name of position.what === 'text' ? [] : INHERITED) {
        const made = withName(body, position, name);
        if (made === undefined) continue;
        asked.members += 1;
        const { status } = await door.post(as, `${path}?dryRun=true`, 'probe', made);
        if (status !== 400) wrong.members.push(`${path} ${named(position)} ${name}: ${status}`);
      }
  };

  const tryTexts = async (write: Write): Promise<void> => {
    const { as, path, body } = write;
    const tries = bodyPositions(described, routeOf(write)).flatMap((position) => {
      const last = position.steps.findLast((step) => typeof step === 'string') ?? '';
      if (position.what !== 'text' || OWN_WORDS.has(last)) return [];
      return NAMES.flatMap((name) => {
        const made = withName(body, position, name);
        const isSame = JSON.stringify(made) === JSON.stringify(body);
        return made === undefined || isSame
          ? []
          : [{ what: `${path} ${named(position)} ${name}`, made }];
      });
    });
    asked.texts += tries.length;
    const kind = kindOf(write);
    const entries = tries.map(({ made }) => ({ kind, ...Object(made) }));
    // As it stands it would be taken, so that what is refused before it is the name.
    const answer = await door.post(as, `${LEDGER}/batches?dryRun=true`, 'tries', {
      ...{ atomic: false, entries: [...entries, { kind, ...body }] },
    });
    const statuses = statusesOf(answer);
    const asItStands = statuses.pop();
    if (asItStands !== 200) wrong.texts.push(`${path}: ${answer.text.slice(0, 200)}`);
    statuses.forEach((status, i) => {
      const what = tries[i]?.what ?? '';
      if (!isProblem(status) && !FITS.has(what)) wrong.texts.push(`${what}: ${status}`);
    });
  };

  /** In the header, and as the id of a line: posted, not tried. */
  const tryKeys = async (write: Write): Promise<void> => {
    const { as, path, body } = write;
    for (const name of taken()) {
      // Fetch sends no such header; the id of a line may be written so.
      // The key of a batch is no entry's: its lines are named after it.
      if (!name.includes('\u0000') && kindOf(write) !== 'batches') {
        asked.keys += 1;
        const { status } = await door.post(as, path, name, body);
        if (!isProblem(status)) wrong.keys.push(`${path} ${name}: ${status}`);
      }
    }
    if (!isLine(write)) return;
    const names = taken();
    const entries = names.map((entryId) => ({ kind: kindOf(write), ...body, entryId }));
    asked.lines += entries.length;
    const answer = await door.post(as, `${LEDGER}/batches`, 'lines', { atomic: false, entries });
    statusesOf(answer).forEach((status, i) => {
      if (!isProblem(status)) wrong.lines.push(`${path} ${names[i]}: ${status}`);
    });
  };

  const tryMessages = async (write: Write): Promise<void> => {
    const authorization = `Bearer ${await door.token(write.as)}`;
    const { body } = write;
    const kind = kindOf(write);
    const command = { authorization, ledger: '330000', kind, entryId: 'message', body };
    const messages = [
      ...taken().map((entryId) => ({ ...command, entryId })),
      ...NAMES.map((ledger) => ({ ...command, ledger })),
      ...NAMES.map((name) => ({ ...command, kind: name })),
      ...INHERITED.map((name) => ({
        ...command,
        body: Object.fromEntries([...Object.entries(body), [name, 'x']]),
      })),
    ];
    asked.messages += messages.length;
    const outcomes = await door.entries.post(messages);
    outcomes.forEach((outcome, i) => {
      if (outcome.kind !== 'refused' || outcome.problem.zh.status >= 500)
        wrong.messages.push(`${kind} ${JSON.stringify(messages[i])}: ${JSON.stringify(outcome)}`);
    });
  };

  it.each(['members', 'texts', 'keys', 'lines', 'messages'] as const)(
    'is refused in %s, wherever the description has a place for one',
    (where) => {
      expect(wrong[where]).toEqual([]);
      expect(asked[where]).toBeGreaterThan(300);
    },
  );

  it('has written nothing', async () => {
    const ids: string[] = [];
    for await (const { body } of door.store.readStream('ledger-330000', 0n, 'forwards'))
      ids.push((JSON.parse(body) as { readonly entryId: string }).entryId);
    expect(ids.filter((id) => NAMES.includes(id))).toEqual(['open-2017']);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('finds nothing in any parameter of a read but what is there', async () => {
    const told: string[] = [];
    let questions = 0;
    for (const { path, parameter, parameters } of parametersOf(described, 'get')) {
      if (parameter.in === 'header' || path.endsWith('/stream')) continue;
      for (const name of NAMES) {
        const answer = await door.ask(addressOf(path, { parameter, parameters }, name), {
          as: PROVINCE,
        });
        questions += 1;
        const isThere =
          name === 'opening-330106.1' || (name === 'open-2017' && path.endsWith('{entry}'));
        const isEmpty = answer.status === 200 && rowsIn(answer) === 0;
        if (!isProblem(answer.status) && !isEmpty && !isThere)
          told.push(`${path} ${parameter.name} ${name}: ${answer.status}`);
      }
    }
    expect(told).toEqual([]);
    expect(questions).toBeGreaterThan(300);
  });

  it('that only JavaScript knows is the id of an entry like any other', async () => {
    const body = { entry: 'i-2017', field: 'note', reason: '复核' };
    for (const name of INHERITED) {
      const first = await door.post(PROVINCE, `${LEDGER}/annotations`, name, { ...body, is: name });
      const again = await door.post(PROVINCE, `${LEDGER}/annotations`, name, { ...body, is: name });
      const other = await door.post(PROVINCE, `${LEDGER}/annotations`, name, { ...body, is: 'x' });
      const read = await door.get(PROVINCE, `${LEDGER}/entries/${name}`);
      expect([name, first.status, again.status, other.status, read.status]).toEqual([
        ...[name, 201, 200, 422, 200],
      ]);
      expect(read.body).toMatchObject({ entry: { entryId: name, is: name } });
    }
  });
});

const statusesOf = ({ body }: Answer): number[] => {
  const { results = [] } = (body ?? {}) as { readonly results?: readonly { status: number }[] };
  return results.map(({ status }) => status);
};

/** An entry and kinds of quota have spaces of names of their own. */
const FITS: ReadonlySet<string> = new Set([
  `${LEDGER}/indicators text indicator.id open-2017`,
  `${LEDGER}/plan-kinds text planKind.id open-2017`,
  `${LEDGER}/annotations text entry open-2017`,
]);

/** Rows of a list that was read; an answer without a list has one. */
const rowsIn = ({ body }: Answer): number => {
  const lists = Object.values(Object(body) as object).filter(Array.isArray);
  return lists.length === 0 ? 1 : Math.max(...lists.map((list) => list.length));
};

const addressOf = (
  path: string,
  {
    parameter,
    parameters,
  }: Pick<ReturnType<typeof parametersOf>[number], 'parameter' | 'parameters'>,
  name: string,
): string => {
  const written = encodeURIComponent(name);
  const own: Record<string, string> = {
    ...{ ledger: '330000', unit: '330402', lot: 'i-2017.1', entry: 'i-2017', number: 'x' },
    ...(parameter.in === 'path' ? { [parameter.name]: written } : {}),
  };
  const needsFrom = parameters.some((one) => one.name === 'from') && parameter.name !== 'from';
  const queries = [
    ...(needsFrom ? ['from=2017-01-01'] : []),
    ...(parameter.in === 'query' ? [`${parameter.name}=${written}`] : []),
  ];
  return `${path.replaceAll(/\{(\w+)\}/g, (_, one: string) => own[one] ?? '')}?${queries.join('&')}`;
};
