import type { RecordedEvent } from '#event-store';

/** A ledger that is published up to an entry that cannot be published. Its guests wait; those of the others do not. */
export interface Withheld {
  readonly stream: string;
  /** The first that is not published. */
  readonly revision: bigint;
  /** The last that the checkpoint has passed over. */
  readonly passed: bigint;
  readonly reason: string;
}

export type WithheldLedgers = ReadonlyMap<string, Withheld>;

export const withhold = (
  all: WithheldLedgers,
  { stream, revision }: Pick<RecordedEvent, 'stream' | 'revision'>,
  reason: string,
): WithheldLedgers => {
  const known = all.get(stream);
  const one = known ?? { stream, revision, reason };
  return new Map([...all, [stream, { ...one, passed: revision }]]);
};

/** Withheld from an entry on that the checkpoint has not passed over. */
export const withheldFrom = (
  all: WithheldLedgers,
  { stream, revision }: Pick<RecordedEvent, 'stream' | 'revision'>,
  reason: string,
): WithheldLedgers =>
  all.has(stream)
    ? all
    : new Map([...all, [stream, { stream, revision, passed: revision - 1n, reason }]]);

/** As notes of what is kept with the checkpoint. */
export const notesOf = (all: WithheldLedgers): string[] =>
  Array.from(all.values(), ({ stream, revision, passed, reason }) =>
    JSON.stringify([stream, String(revision), String(passed), reason]),
  );

export const readNotes = (notes: readonly string[]): WithheldLedgers =>
  new Map(
    notes.map((note): [string, Withheld] => {
      const parts: unknown = JSON.parse(note);
      if (!Array.isArray(parts)) throw new TypeError('a note of the publisher is a list');
      const [stream, revision, passed, reason] = parts.map(String);
      return [
        stream ?? '',
        {
          ...{ stream: stream ?? '', reason: reason ?? '' },
          ...{ revision: BigInt(revision ?? ''), passed: BigInt(passed ?? '') },
        },
      ];
    }),
  );
