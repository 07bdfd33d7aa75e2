import type { LedgerEvent } from '#domain';
import { ledgerModel, ledgerStream } from '#ledger-stream';
import type { ApiDependencies } from '../api-dependencies.js';

type Door = Pick<ApiDependencies, 'sequencer' | 'store'>;

/** An entry of the log by its id, as the state of this process knows it. @throws {StoreUnavailable} */
export const entryNamed = async (
  { sequencer, store }: Door,
  ledger: string,
  id: string,
): Promise<LedgerEvent | undefined> => {
  const stream = ledgerStream(ledger);
  // Found by its fingerprint, which other entries may share.
  const revisions = await sequencer.read(stream, (state) => ledgerModel.candidates(state, id));
  for (const revision of revisions)
    for await (const recorded of store.readStream(stream, revision, 'forwards', 1)) {
      const event = ledgerModel.decode(recorded);
      if (event.data.entryId === id) return event;
    }
  return undefined;
};

/** The entry that says whose an annotation or an unfreezing is; undefined for all other kinds. */
export const targetOf = async (
  door: Door,
  ledger: string,
  event: LedgerEvent,
): Promise<LedgerEvent | undefined> => {
  if (event.type === 'EntryAnnotated') return entryNamed(door, ledger, event.data.entry);
  if (event.type === 'QuotaUnfrozen') return entryNamed(door, ledger, event.data.freeze);
  return undefined;
};
