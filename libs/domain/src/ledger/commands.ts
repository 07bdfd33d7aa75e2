/**
 * What may be asked. Units are named by unitId or by the code of `effectiveOn`; quantities are whole units by component
 * (1/300 m² for areas, grams for grain). Strings of the outside world end before this file.
 */
import type { UnitVersion } from '../units/index.js';
import type { AnnotatedField, Approval, Document, LandStated } from './events.js';
import type { ClosingCommand } from './closing-commands.js';
import type {
  Asked,
  AutomaticDraw,
  DirectDraw,
  Draw,
  OpeningRow,
  Restriction,
  Validity,
} from './command-parts.js';
import type { Quantity } from './quantity-of.js';
import type {
  AdoptPolicy,
  DefineIndicator,
  DefinePlanKind,
  OpenLedger,
  RegisterUnits,
} from './set-up-commands.js';

export type { AutomaticDraw, DirectDraw, Draw, OpeningRow } from './command-parts.js';
export type * from './closing-commands.js';
export type * from './set-up-commands.js';

export type IssueQuota = Asked<
  'IssueQuota',
  Validity &
    Restriction & {
      /** The province, or a unit planned separately; the province when absent. */
      readonly unit?: string;
      readonly indicator: string;
      readonly planYear: number;
      readonly planKind: string;
      readonly quantity: Quantity;
      readonly preIssued?: boolean;
    }
>;
export type BringForward = Asked<
  'BringForward',
  {
    readonly rows: readonly OpeningRow[];
    /** Printed totals of the document, by component, with the value of their last printed digit. */
    readonly totals?: readonly {
      readonly component: string;
      readonly stated: bigint;
      readonly lastDigit: bigint;
    }[];
  }
>;
export type SplitQuota = Asked<
  'SplitQuota',
  {
    readonly unit: string;
    readonly lot: string;
    readonly parts: readonly (Validity &
      Restriction & { readonly planKind?: string; readonly quantity: Quantity })[];
  }
>;
export type AllocateQuota = Asked<
  'AllocateQuota',
  {
    readonly fromUnit: string;
    readonly lot: string;
    readonly to: readonly (Validity &
      Restriction & { readonly unit: string; readonly quantity: Quantity })[];
  }
>;
export type TransferQuota = Asked<
  'TransferQuota',
  {
    readonly fromUnit: string;
    readonly toUnit: string;
    readonly lot: string;
    readonly quantity: Quantity;
    readonly price?: string;
    readonly agreement?: string;
  }
>;
export type ReclaimQuota = Asked<
  'ReclaimQuota',
  { readonly unit: string; readonly draws: readonly Draw[]; readonly automatic?: boolean }
>;
export type ReserveQuota = Asked<
  'ReserveQuota',
  {
    readonly unit: string;
    readonly draws?: readonly Draw[];
    readonly automatic?: readonly AutomaticDraw[];
    readonly project?: string;
    readonly batch?: string;
    readonly projectClass?: string;
    readonly purpose?: string;
    readonly expiresOn: string;
  }
>;
export type AmendReservation = Asked<
  'AmendReservation',
  { readonly reservation: string; readonly expiresOn?: string; readonly project?: string }
>;
export type ReleaseReservation = Asked<
  'ReleaseReservation',
  { readonly reservation: string; readonly draws?: readonly Draw[] }
>;
export type ExpireReservations = Asked<
  'ExpireReservations',
  { readonly reservations: readonly string[] }
>;
export type ConsumeQuota = Asked<
  'ConsumeQuota',
  {
    readonly unit: string;
    readonly draws?: readonly (Draw | DirectDraw)[];
    readonly automatic?: readonly AutomaticDraw[];
    /** With automatic draws: the reservation that is used first. */
    readonly reservation?: string;
    readonly approval: Approval;
    readonly project?: string;
    readonly projectClass?: string;
    /** Needed where a lot is bound to a purpose and nothing was reserved. */
    readonly purpose?: string;
    readonly parcels?: readonly string[];
    readonly land?: LandStated;
    readonly final?: boolean;
  }
>;
export type AdvanceQuota = Asked<
  'AdvanceQuota',
  Validity &
    Restriction & {
      readonly unit: string;
      readonly indicator: string;
      readonly planYear: number;
      readonly planKind: string;
      readonly quantity: Quantity;
      readonly use: 'available' | 'consumed';
      readonly approval?: Approval;
      readonly projectClass?: string;
      readonly parcels?: readonly string[];
    }
>;
export type ConfirmAdvance = Asked<
  'ConfirmAdvance',
  {
    readonly unit: string;
    readonly advance: string;
    /** From the state, when absent; from the unit's own lots otherwise. */
    readonly draws?: readonly Draw[];
    readonly quantity?: Quantity;
  }
>;
export type RecordOverUse = Asked<
  'RecordOverUse',
  {
    readonly unit: string;
    readonly indicator: string;
    readonly planYear: number;
    /** What was approved beyond what is held. */
    readonly quantity: Quantity;
    /** What the same approval drew on lots that held it. */
    readonly draws?: readonly Draw[];
    readonly approval: Approval;
    readonly project?: string;
    readonly parcels?: readonly string[];
  }
>;
export type DeductQuota = Asked<
  'DeductQuota',
  {
    readonly unit: string;
    readonly reason: 'over-use' | 'sanction';
    readonly indicator: string;
    /** The year that was over-used (over-use); the year whose lots are taken first (sanction). */
    readonly planYear: number;
    readonly quantity: Quantity;
    readonly draws?: readonly Draw[];
  }
>;
export type VoidConsumption = Asked<
  'VoidConsumption',
  {
    readonly consumption: string;
    /** Everything that is left of it, when absent. */
    readonly draws?: readonly Draw[];
    readonly reason: string;
  }
>;
export type CarryOver = Asked<
  'CarryOver',
  {
    readonly unit: string;
    readonly lot: string;
    readonly quantity: Quantity;
    readonly toPlanYear: number;
  } & Validity
>;
export type LapseQuota = Asked<
  'LapseQuota',
  { readonly unit: string; readonly draws: readonly Draw[]; readonly automatic?: boolean }
>;
export type Freeze = Asked<
  'Freeze',
  {
    readonly unit?: string;
    readonly lot?: string;
    readonly withSubtree?: boolean;
    readonly reason: string;
    readonly exceptions?: readonly string[];
  }
>;
export type Unfreeze = Asked<'Unfreeze', { readonly freeze: string; readonly reason: string }>;
export type ReverseEntry = Asked<
  'ReverseEntry',
  { readonly entry: string; readonly reason: string }
>;
export type AnnotateEntry = Asked<
  'AnnotateEntry',
  {
    readonly entry: string;
    readonly field: AnnotatedField;
    readonly is: string;
    readonly reason: string;
  }
>;
export type ReorganiseUnits = Asked<
  'ReorganiseUnits',
  {
    readonly approvedOn: string;
    readonly inForceOn: string;
    /** The day the accounts switch; the postings are dated so. */
    readonly switchOn: string;
    readonly documents: readonly Document[];
    readonly ended: readonly { readonly unit: string; readonly successors: readonly string[] }[];
    readonly units: readonly UnitVersion[];
    readonly divisions: readonly {
      readonly from: string;
      readonly to: string;
      readonly indicator: string;
      readonly planYear: number;
      readonly planKind: string;
      readonly quantity: Quantity;
      /** What is divided; `available` when absent. What is owed is stated as a positive amount. */
      readonly bucket?: 'available' | 'advance' | 'overused' | 'debt';
    }[];
    readonly reservations?: Readonly<Record<string, string>>;
  }
>;
export type LedgerCommand =
  | OpenLedger
  | DefineIndicator
  | DefinePlanKind
  | RegisterUnits
  | AdoptPolicy
  | IssueQuota
  | BringForward
  | SplitQuota
  | AllocateQuota
  | TransferQuota
  | ReclaimQuota
  | ReserveQuota
  | AmendReservation
  | ReleaseReservation
  | ExpireReservations
  | ConsumeQuota
  | AdvanceQuota
  | ConfirmAdvance
  | RecordOverUse
  | DeductQuota
  | VoidConsumption
  | CarryOver
  | LapseQuota
  | Freeze
  | Unfreeze
  | ReverseEntry
  | AnnotateEntry
  | ReorganiseUnits
  | ClosingCommand;

export type CommandKind = LedgerCommand['kind'];
