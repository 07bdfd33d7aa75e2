import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { JsonProblem, readJson, readJsonNow } from './index.js';
import { JsonReader } from './json-reader.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);
/** Long enough to be read in slices. */
const long = (text: string): string => `${' '.repeat(70_000)}${text}`;

const faultOf = async (read: () => unknown): Promise<string> => {
  try {
    await read();
    return 'read';
  } catch (error) {
    return error instanceof JsonProblem ? error.message : String(error);
  }
};

describe('H-20 JSON that is read strictly', () => {
  it('is what the engine makes of it, at once and in slices', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 6 }), async (text) => {
        const value: unknown = JSON.parse(text);
        expect(readJsonNow(bytes(text))).toEqual(value);
        expect(await readJson(bytes(long(text)))).toEqual(value);
        const reader = new JsonReader(text);
        while (!reader.read(1));
        expect(reader.value).toEqual(value);
      }),
      { seed: 2017, numRuns: 300 },
    );
  });

  it('H-04 is the same in whatever parts it comes, cut through characters, too', async () => {
    const text = `"${'浙土字A〔2017〕-0001号🌾é'.repeat(9_000)}"`;
    const whole = bytes(`\uFEFF${text}`);
    for (const size of [1_001, 65_537, 300_001]) {
      const parts: Uint8Array[] = [];
      for (let at = 0; at < whole.length; at += size) parts.push(whole.subarray(at, at + size));
      expect(await readJson(...parts)).toBe(JSON.parse(text));
    }
    const cut = whole.subarray(0, whole.length - 5);
    expect(await faultOf(() => readJson(cut, bytes('"')))).toBe('no-utf-8');
  });

  it('H-04 is decoded in slices', async () => {
    let turns = 0;
    let over = false;
    const counting = (async () => {
      for (; !over; turns += 1) await turn();
    })();
    const reading = readJson(
      ...Array.from({ length: 64 }, () => Buffer.alloc(2 ** 20, ' ')),
      bytes('1'),
    );
    expect(await reading).toBe(1);
    over = true;
    await counting;
    // Sixty-four megabytes take longer than two slices on any machine.
    expect(turns).toBeGreaterThan(2);
  });

  it('is refused where the engine refuses it', async () => {
    const mangled = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', ':', '\\', '1', 'e', '\n'),
      )
      .map(([text, at, put]) => {
        const place = at % (text.length + 1);
        return `${text.slice(0, place)}${put}${text.slice(place + 1)}`;
      });
    const parses = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    await fc.assert(
      fc.asyncProperty(mangled, async (text) => {
        const fault = await faultOf(() => readJson(bytes(long(text))));
        expect([text, fault === 'no-json']).toEqual([text, !parses(text)]);
      }),
      { seed: 2017, numRuns: 500 },
    );
  });

  it.each([
    ['{"total":"1亩","a":{"b":[1,{"c":2}]},"total":"100亩"}', 'member-twice at total'],
    ['{"draws":[{"lot":"x"},{"q":{"lot":1,"l\\u006ft":2}}]}', 'member-twice at draws[1].q.lot'],
    ['{"a":{"constructor":"1 mu"}}', 'member-reserved at a.constructor'],
    ['{"toString":1}', 'member-reserved at toString'],
    ['{"__proto__":{}}', 'member-reserved at __proto__'],
    ['', 'no-json'],
    ['{"a":1', 'no-json'],
    ['{"a":1}}', 'no-json'],
    ['[1,]', 'no-json'],
    ['"a\nb"', 'no-json'],
    ['{"a":"says \\"b\\": 1","c":"\\\\"}', 'read'],
    ['{"a":1,"b":{"a":1}}', 'read'],
    ['\ufeff{"a":1}', 'read'],
  ])('%s: %s', async (text, fault) => {
    expect(await faultOf(() => readJsonNow(bytes(text)))).toBe(fault);
    const slow = text.startsWith('\ufeff') ? text : long(text);
    expect(await faultOf(() => readJson(bytes(slow)))).toBe(fault);
  });

  it('is UTF-8', async () => {
    const gbk = Buffer.from([0x22, 0xbd, 0xf2, 0xb9, 0xe6, 0x22]);
    expect(await faultOf(() => readJson(gbk))).toBe('no-utf-8');
  });

  it('has no object of more members than any body has', async () => {
    const text = `{${Array.from({ length: 10_001 }, (_, i) => `"k${i}":1`).join()}}`;
    expect(await faultOf(() => readJson(bytes(`{"a":${text}}`)))).toBe('members-too-many at a');
  });

  it('is not nested deeper than any body, and no depth costs the stack', async () => {
    const nested = (depth: number): Uint8Array => bytes(`${'['.repeat(depth)}${']'.repeat(depth)}`);
    expect(await faultOf(() => readJson(nested(30_000)))).toBe('read');
    expect(await faultOf(() => readJson(nested(4_000_000)))).toBe('too-deep');
  });
});
