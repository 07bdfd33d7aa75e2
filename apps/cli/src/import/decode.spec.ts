import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';
import { decodeFile, UndecodableFile } from './decode.js';

const TEXT = '代码,名称\n330402,南湖区\n330681,嵊泗㙍\n';

it.each([
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with BOM', Buffer.from(`\uFEFF${TEXT}`)],
  ['GB18030', iconv.encode(TEXT, 'gb18030')],
  ['UTF-16LE', Buffer.from(`\uFEFF${TEXT}`, 'utf16le')],
])('reads %s and keeps the digest of the bytes', (encoding, bytes) => {
  const decoded = decodeFile(bytes);
  expect(decoded.text).toBe(TEXT);
  expect(decoded.encoding).toBe(encoding);
  expect(decoded.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
});

it('H-21: reads UTF-16BE by its mark, and names UTF-16 that has none', () => {
  const marked = Buffer.from(`\uFEFF${TEXT}`, 'utf16le').swap16();
  expect(decodeFile(marked)).toMatchObject({ text: TEXT, encoding: 'UTF-16BE' });
  for (const bytes of [Buffer.from(TEXT, 'utf16le'), Buffer.from(TEXT, 'utf16le').swap16()])
    expect(() => decodeFile(bytes)).toThrow(/UTF-16 without a byte order mark/);
});

it('refuses bytes that are text in neither encoding', () =>
  expect(() => decodeFile(Buffer.from([0x2c, 0xff, 0xff, 0x0a, 0x80]))).toThrow(UndecodableFile));
