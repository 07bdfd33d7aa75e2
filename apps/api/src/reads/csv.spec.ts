import type { ApiReply, ApiRequest } from '../access/api-request.js';
import { sendCsv, wantsCsv } from './csv.js';

const sent = async (rows: readonly (readonly string[])[], cursor?: string) => {
  const headers: Record<string, unknown> = {};
  let text = '';
  const reply: Pick<ApiReply, 'header' | 'send'> = {
    header: (name: string, value: unknown) => {
      headers[name] = value;
      return reply as ApiReply;
    },
    send: (body: unknown) => {
      text = String(body);
      return reply as ApiReply;
    },
  };
  await sendCsv(reply as ApiReply, { name: 'x', heads: ['单元', '数量'], rows, cursor });
  return { headers, text };
};

describe('a table', () => {
  it('begins with a byte order mark and ends its lines as spreadsheets do', async () => {
    expect((await sent([['南湖区', '1.0000']])).text).toBe('\ufeff单元,数量\r\n南湖区,1.0000\r\n');
  });

  it('quotes what would break a line', async () => {
    expect((await sent([['a,"b"\nc', '1']])).text).toContain('"a,""b""\nc",1\r\n');
  });

  it.each(['=1+1', '+1', '@x', '-x', '\t=1', '＝1+1', '＋1', '－x', '＠x', ' =1'])(
    'H-22 does not let %j run as a formula',
    async (text) => {
      expect((await sent([[text, '-1.5000']])).text).toContain(`'${text},-1.5000`);
    },
  );

  it.each(['\ufe66', '\ufe62', '\ufe63', '\ufe6b', '\u207c', '\u208a', ' \ufe66'])(
    'H-22 nor %j, a small or raised form of a sign',
    async (sign) => {
      expect((await sent([[`${sign}1+1`, '1']])).text).toContain(`'${sign}1+1,1`);
    },
  );

  it('H-22 knows every form of the signs that Unicode takes for them', async () => {
    for (let code = 0; code <= 0xffff; code += 1) {
      const sign = String.fromCharCode(code);
      if (!/^[=+\-@]$/.test(sign.normalize('NFKC'))) continue;
      expect((await sent([[`${sign}A1`, '1']])).text).toContain(`'${sign}A1,1`);
    }
  });

  it('tells where the next page begins', async () => {
    expect((await sent([], 'abc')).headers).toMatchObject({ 'next-cursor': 'abc' });
  });

  it.each([
    ['text/csv', true],
    ['application/json, text/csv;q=0.5', false],
    ['application/json', false],
    ['*/*', false],
    [undefined, false],
  ])('is for who accepts %j: %s', (accept, wants) => {
    const headers = accept === undefined ? {} : { accept };
    expect(wantsCsv({ headers } as ApiRequest)).toBe(wants);
  });
});
