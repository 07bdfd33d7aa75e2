/** The ledger was never opened, or its first event is not in the tables yet. */
export class UnknownLedger extends Error {
  override readonly name = 'UnknownLedger';
  constructor(readonly ledger: string) {
    super(`there is no ledger ${ledger}`);
  }
}

/** A revision beyond the head of the tables. */
export class RevisionNotYet extends Error {
  override readonly name = 'RevisionNotYet';
  constructor(
    readonly ledger: string,
    readonly asked: bigint,
    readonly head: bigint,
  ) {
    super(`ledger ${ledger} stands at revision ${head}, not yet at ${asked}`);
  }
}

/** Nothing had been recorded by the instant that was asked for. */
export class NothingRecordedYet extends Error {
  override readonly name = 'NothingRecordedYet';
  constructor(
    readonly ledger: string,
    readonly knownAt: string,
  ) {
    super(`nothing of ledger ${ledger} had been recorded by ${knownAt}`);
  }
}

/** The tables did not reach the revision in time. */
export class ReadModelBehind extends Error {
  override readonly name = 'ReadModelBehind';
  constructor(
    readonly ledger: string,
    readonly asked: bigint,
    readonly head: bigint | undefined,
  ) {
    super(`the read model of ledger ${ledger} is at ${String(head)}, behind revision ${asked}`);
  }
}

/** The tables are being built, or are those of another version of the software. */
export class ReadModelNotReady extends Error {
  override readonly name = 'ReadModelNotReady';
}

/** The tables hold entries that the log lost: what they say is not what is recorded. */
export class ReadModelAhead extends Error {
  override readonly name = 'ReadModelAhead';
}

/** A unit, lot, entry or reservation that is not there at the revision asked for. */
export class NotThere extends Error {
  override readonly name = 'NotThere';
  constructor(
    readonly what: 'unit' | 'indicator' | 'plan-kind' | 'lot' | 'entry' | 'document',
    readonly id: string,
  ) {
    super(`there is no ${what} ${id} here`);
  }
}

/** A cursor that this list did not hand out. */
export class BadCursor extends Error {
  override readonly name = 'BadCursor';
}

/** A figure that contradicts itself: a defect of the tables or of their classification. */
export class IdentityBroken extends Error {
  override readonly name = 'IdentityBroken';
}
