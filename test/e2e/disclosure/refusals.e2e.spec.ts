import { publishEntry } from '../../../apps/publisher/src/entries/publish-entry.js';
import { ledgerModel } from '#ledger-stream';
import type { Door } from '../door.js';
import { DOCUMENT, LEDGER, PROVINCE } from '../story.js';
import { provoked, type Provocation } from './provoked.js';
import { ASKER, openWorld, same, type Secret } from './world.js';

const FIRST: Secret = {
  ...{ mark: 'GEHEIM', amounts: ['137.4321', '11.7531', '3.5117'] },
  ...{ expires: ['2017-11-21', '2017-11-22'], usedOn: '2017-06-03' },
};
const SECOND: Secret = {
  ...{ mark: 'HEMLIG', amounts: ['146.1239', '13.2507', '4.0713'] },
  ...{ expires: ['2017-10-18', '2017-10-19'], usedOn: '2017-06-04' },
};

type Asked = Provocation & { readonly entryId: string };
const idOf = (one: Provocation, i: number): Asked => ({ entryId: `case-${i}`, ...one });

/** An answer without its instants, and with each secret that was sent under one name in both worlds. */
const sentAlike = (answer: string, asked: Asked, { mark, usedOn }: Secret): string => {
  const sent = new Set(
    [...JSON.stringify(asked).matchAll(/"([^"]*)"/g)].map(([, text]) => text ?? ''),
  );
  const secret = [...sent].filter((text) => text.includes(mark) || text === usedOn);
  return secret
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, text) => rest.replaceAll(text, neutral(text, { mark, usedOn })), answer)
    .replaceAll(/"\d{4}-\d\d-\d\dT[^"]*"/g, '"then"');
};
const neutral = (text: string, { mark, usedOn }: Pick<Secret, 'mark' | 'usedOn'>): string =>
  text.replaceAll(mark, '<mark>').replaceAll(usedOn, '<day>');

/**
 * Two ledgers that differ only in what one county has. Whatever another is answered must be the same in both, but for
 * what it sent itself: an answer that differs has told of the secrets, whichever fact it was.
 */
const WAYS = [
  [false, '?dryRun=true'],
  [false, ''],
  [true, ''],
] as const;

describe('H-24 what another county has', () => {
  let doors: readonly [Door, Door];
  let n = 0;
  beforeAll(async () => {
    doors = await Promise.all([openWorld(FIRST), openWorld(SECOND)]);
  }, 60_000);
  afterAll(() => Promise.all(doors.map((door) => door.close())));

  /** The same requests of both worlds. */
  const cases = Object.entries(provoked(FIRST)).flatMap(([code, some]) => {
    const others = Object.entries(provoked(SECOND)).find(([one]) => one === code)?.[1];
    if (typeof some === 'string' || typeof others !== 'object') return [];
    return some.flatMap((first, i): [string, Provocation, Provocation][] => {
      const second = others[i];
      return second === undefined ? [] : [[code, first, second]];
    });
  });
  const named = cases.map(
    ([code, first, second], i) =>
      [
        code,
        `${first.as} to ${first.kind}, ${i}`,
        [idOf(first, i), idOf(second, i)] as const,
      ] as const,
  );

  it.each(named)('does not show in the refusal %s of %s', async (code, _, asked) => {
    const [one, other] = await Promise.all(
      both(asked, async (door, { as, kind, entryId, body }) => {
        const { status, text } = await door.post(as, `${LEDGER}/${kind}`, entryId, body);
        return `${status} ${text}`;
      }),
    );
    expect(one).toContain(`"code":"${code}"`);
    expect(one).toEqual(other);
  });

  it.each(named)('does not show where %s refuses a line, by %s', async (code, _, asked) => {
    const good = {
      ...{ kind: 'reservations', unit: '330402', project: 'P-own', expiresOn: '2017-12-31' },
      ...{ draws: [{ lot: 'shared.1', quantity: same('0.001') }], effectiveOn: '2017-06-12' },
    };
    for (const [atomic, query] of WAYS) {
      n += 1;
      const [one, other] = await Promise.all(
        both(asked, async (door, { as, kind, entryId, body }) => {
          const lines = [...(as === ASKER ? [good] : []), { ...body, kind, entryId }];
          const address = `${LEDGER}/batches${query}`;
          return (await door.post(as, address, `b-${n}`, { atomic, entries: lines })).text;
        }),
      );
      expect(one).toContain(`"code":"${code}"`);
      expect(one).toEqual(other);
    }
  });

  it.each(named)('does not show where %s answers a message, of %s', async (code, _, asked) => {
    const [one, other] = await Promise.all(
      both(asked, async (door, { as, kind, entryId, body }) => {
        const authorization = `Bearer ${await door.token(as)}`;
        const ledger = '330000';
        const outcomes = await door.entries.post([{ authorization, ledger, kind, entryId, body }]);
        return JSON.stringify(outcomes);
      }),
    );
    expect(one).toContain(`"code":"${code}"`);
    expect(one).toEqual(other);
  });

  it('shows to the province, so that there is something to see', async () => {
    const [one, other] = await Promise.all(
      doors.map((door, i) => {
        const { mark } = i === 0 ? FIRST : SECOND;
        const body = {
          entry: 'city',
          reason: '笔误',
          effectiveOn: '2017-06-12',
          document: DOCUMENT,
        };
        return door.post(PROVINCE, `${LEDGER}/reversals`, `p-${mark}`, body);
      }),
    );
    expect(one?.text).toContain(FIRST.mark);
    expect(neutral(one?.text ?? '', FIRST)).toEqual(neutral(other?.text ?? '', SECOND));
  });

  it('is published with no project, approval, parcel, title, note, reason or name', async () => {
    const told = new Set<string>();
    for await (const recorded of doors[0].store.readStream('ledger-330000', 0n, 'forwards')) {
      const event = ledgerModel.decode(recorded);
      const place = { ledger: '330000', revision: recorded.revision };
      const {
        entryId: _id,
        documentNo: _no,
        concerns: _entry,
        ...rest
      } = publishEntry(event, place);
      // Lots and reservations have the ids of their entries, which guests are told.
      const names = /"(?:lot|reservation|parent)":"[^"]*"/g;
      told.add(JSON.stringify(rest).replaceAll(names, ''));
    }
    expect([...told].filter((one) => one.includes(FIRST.mark))).toEqual([]);
  });

  /** What each world answers, with its own secret named alike where it was sent. */
  const both = (
    asked: readonly [Asked, Asked],
    ask: (door: Door, one: Asked) => Promise<string>,
  ): readonly [Promise<string>, Promise<string>] => [
    ask(doors[0], asked[0]).then((answer) => sentAlike(answer, asked[0], FIRST)),
    ask(doors[1], asked[1]).then((answer) => sentAlike(answer, asked[1], SECOND)),
  ];
});
