export const UNIT_LEVELS = ['province', 'city', 'county', 'zone'] as const;
export type UnitLevel = (typeof UNIT_LEVELS)[number];

/**
 * One version of an administrative unit (区划单元). A recode or a moved border is a new version of the same unit; the
 * account key is `unitId`, never the code, because codes are used again for other territory (GB/T 2260).
 */
export interface UnitVersion {
  /** `u-…`, so that it can never be taken for a code. */
  readonly unitId: string;
  /** Six digits of GB/T 2260, where the state gave one. */
  readonly code?: string;
  /** A code of the province's own for zones without a national one. */
  readonly localCode?: string;
  readonly name: string;
  readonly level: UnitLevel;
  /** The unit above, by unitId; the province has none. */
  readonly parent?: string;
  /** First day, YYYY-MM-DD. */
  readonly from: string;
  /** 计划单列市: receives from the state beside the province. */
  readonly plannedSeparately?: boolean;
  readonly holdsQuota: boolean;
  /** What is different from the version before, for people: a recode, a moved border, with the document. */
  readonly note?: string;
}
