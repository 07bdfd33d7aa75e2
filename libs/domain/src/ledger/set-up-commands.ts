/** What opens a ledger and defines its units, kinds and policies. None of it moves quota. */
import type { Indicator } from '../quantity/index.js';
import type { UnitVersion } from '../units/index.js';
import type { Asked } from './command-parts.js';
import type { PlanKind } from './events.js';
import type { PolicyRow } from './policy.js';

export type OpenLedger = Asked<
  'OpenLedger',
  {
    readonly province: UnitVersion;
    readonly opensOn: string;
    readonly clock: 'wall' | 'driven';
    readonly indicators?: readonly Indicator[];
    readonly planKinds?: readonly PlanKind[];
  }
>;
export type DefineIndicator = Asked<'DefineIndicator', { readonly indicator: Indicator }>;
export type DefinePlanKind = Asked<'DefinePlanKind', { readonly planKind: PlanKind }>;
export type RegisterUnits = Asked<'RegisterUnits', { readonly units: readonly UnitVersion[] }>;
export type AdoptPolicy = Asked<
  'AdoptPolicy',
  {
    readonly version: string;
    readonly digest: string;
    readonly from: string;
    readonly rows: readonly PolicyRow[];
  }
>;
