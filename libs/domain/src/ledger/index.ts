export * from './account.js';
export * from './codec.js';
export * from './commands.js';
export { EVENT_CATALOG, type EventDescription } from './event-catalog.js';
export * from './entry-concerned.js';
export * from './events.js';
export { fold } from './fold/index.js';
export { folded, isSameNumber } from './folded.js';
export * from './lot.js';
export * from './policy.js';
export * from './posting.js';
export * from './quantity-of.js';
export {
  REFUSAL_CODES,
  type Fact,
  type Refusal,
  type RefusalCode,
  type RefusalFacts,
} from './refusals.js';
export * from './roles.js';
export * from './state.js';
export * from './timeline.js';
export { isFarBehind } from './days-behind.js';
export { decide, type Decision } from './decide.js';
export { giverOf } from './decisions/reclaim-quota.js';
export { LEDGERS_DAY, type CitedEntries } from './entry.js';
export { needs } from './needs.js';
export { WRITE_RIGHTS, type Right } from './rights.js';
export { amountOf, lotOf } from './look-up.js';
export { inheritedLots, refindMoves, refindOwners } from './owners.js';
export {
  UPCASTERS,
  type Json,
  type JsonObject,
  type Upcast,
  type Upcasters,
} from './upcasters/index.js';
