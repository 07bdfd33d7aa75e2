import { createHash } from 'node:crypto';
import iconv from 'iconv-lite';

/** A file as text, with the digest of the bytes that were read: they are the evidence. */
export interface DecodedFile {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-8 with BOM' | 'UTF-16LE' | 'UTF-16BE' | 'GB18030';
  /** SHA-256 of the original bytes, hex. */
  readonly sha256: string;
}

export class UndecodableFile extends Error {
  override readonly name = 'UndecodableFile';
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16LE_MARK = Buffer.from([0xff, 0xfe]);
const UTF16BE_MARK = Buffer.from([0xfe, 0xff]);

/**
 * Offices save tables as UTF-8 with a BOM, as GB18030 without any mark, and as "Unicode text". Text
 * that is valid UTF-8 is taken as such: a GB18030 table of more than a few characters never is.
 * @throws {UndecodableFile} the bytes are in none of them
 */
export const decodeFile = (bytes: Buffer): DecodedFile => {
  const { text, encoding } = decode(bytes);
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  return { text: plain, encoding, sha256: sha256(bytes) };
};

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

const decode = (bytes: Buffer): Pick<DecodedFile, 'text' | 'encoding'> => {
  if (bytes.subarray(0, 2).equals(UTF16LE_MARK))
    return { text: iconv.decode(bytes, 'utf16le'), encoding: 'UTF-16LE' };
  if (bytes.subarray(0, 2).equals(UTF16BE_MARK))
    return { text: iconv.decode(bytes, 'utf16-be'), encoding: 'UTF-16BE' };
  // Every ASCII character of UTF-16 has a zero byte, which is valid UTF-8 too: without this it is read as text with gaps.
  if (bytes.includes(0))
    throw new UndecodableFile(
      'the file looks like UTF-16 without a byte order mark: save it as UTF-8 (CSV UTF-8)',
    );
  const marked = bytes.subarray(0, 3).equals(UTF8_MARK);
  const utf8 = strictUtf8(bytes);
  if (utf8 !== undefined) return { text: utf8, encoding: marked ? 'UTF-8 with BOM' : 'UTF-8' };
  const text = iconv.decode(bytes, 'gb18030');
  // U+FFFD is what stands for bytes that mean nothing.
  if (marked || text.includes('\uFFFD'))
    throw new UndecodableFile('the file is neither UTF-8 nor GB18030 text');
  return { text, encoding: 'GB18030' };
};

const strictUtf8 = (bytes: Buffer): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};
