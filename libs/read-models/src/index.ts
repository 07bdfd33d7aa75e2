export { createReadModelDataSource, migrateReadModels } from './migrate.js';
export { PoisonEvent, type Decode } from './projection/batch.js';
export {
  ReadModelRunner,
  type Applied,
  type ReadModelRunnerOptions,
  type RunnerState,
} from './runner/read-model-runner.js';
export {
  rebuild,
  RebuildRunning,
  TablesNewer,
  type Rebuilt,
  type RebuildOptions,
  type RebuildProgress,
} from './runner/rebuild.js';
export type { SetAside } from './runner/set-aside.js';
export { forgetTables } from './runner/control.js';
export {
  journalLosses,
  lostEntries,
  markWentBack,
  TablesAhead,
  type LostEntry,
} from './losses/journal-losses.js';
export { SetsDiffer } from './runner/compare-sets.js';
export { RevisionWaiter } from './runner/wait-for.js';
export { CLERK_COLUMNS, type ClerkColumn, type ClerkColumns } from './balances/clerk-columns.js';
export {
  balances,
  type BalanceRow,
  type Balances,
  type BalancesAsked,
  type GroupBy,
} from './balances/balances.js';
export {
  statement,
  type HeldVectors,
  type Statement,
  type StatementAsked,
  type StatementLine,
} from './balances/statement.js';
export { INFLOWS, OUTFLOWS, type Flow, type Inflow, type Outflow } from './classification/flows.js';
export { ENTRY_KINDS } from './codes.js';
export {
  entriesOfDocument,
  entryById,
  type AnnotationShown,
  type EntriesPage,
  type EntryLink,
  type EntryShown,
} from './entries/entries.js';
export { journal, JOURNAL_LIMIT_MAX } from './journal/journal.js';
export type { Counter, JournalAsked, JournalPage, JournalRow } from './journal/journal-row.js';
export { freezesIn, type FreezeShown } from './lots/freezes.js';
export { lineage, lotDetail, type Lineage, type LotDetail, type LotHolding } from './lots/lots.js';
export type { LotShown, LotStatus } from './lots/lot-row.js';
export { checkSoundness, fingerprint, type Fingerprint, type Soundness } from './queries/checks.js';
export { checkInvariants, type Breaches, type Broken } from './queries/invariants.js';
export { cursorView, type CursorView } from './queries/cursor.js';
export * from './queries/errors.js';
export { LedgerViews, type Clocks, type Head } from './queries/ledger-views.js';
export { unitHistory, unitsInForce, type UnitHistory } from './queries/units.js';
export type { At, LedgerView, UnitShown } from './queries/view.js';
export {
  reservations,
  type ReservationChange,
  type ReservationDraw,
  type ReservationsAsked,
  type ReservationShown,
  type ReservationsPage,
} from './reservations/reservations.js';
export {
  figures,
  type Figures,
  type HeldFigure,
  type OldestReservation,
} from './figures/figures.js';
