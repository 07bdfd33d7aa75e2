import type { StreamDigest } from '#event-store';

/** What `muledger digest --json` printed. @throws what is wrong with the text */
export const parseNoted = (text: string): readonly StreamDigest[] => {
  const noted: unknown = JSON.parse(text);
  if (typeof noted !== 'object' || noted === null || !('streams' in noted))
    throw new Error('there are no streams');
  if (!Array.isArray(noted.streams) || noted.streams.length === 0)
    // Nothing noted would agree with any log.
    throw new Error('the list of streams is empty');
  return noted.streams.map(parseStream);
};

const parseStream = (one: unknown): StreamDigest => {
  if (typeof one !== 'object' || one === null) throw new Error('a stream is no object');
  const stream = 'stream' in one ? one.stream : undefined;
  const revision = 'revision' in one ? one.revision : undefined;
  const digest = 'digest' in one ? one.digest : undefined;
  if (typeof stream !== 'string' || stream === '') throw new Error('a stream has no name');
  if (typeof revision !== 'string' || !/^\d+$/.test(revision))
    throw new Error(`${stream} has no revision`);
  if (typeof digest !== 'string' || !/^[\da-f]{64}$/.test(digest))
    throw new Error(`${stream} has no digest`);
  return { stream, revision: BigInt(revision), digest };
};
