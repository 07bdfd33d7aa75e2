import type { Bucket, Outside } from './account.js';
import type { RefusalCode } from './refusals.js';

/** What it means to a clerk that an account cannot bear more. */
export const SHORTAGE_CODES: Record<Bucket | Outside, RefusalCode> = {
  available: 'insufficient-balance',
  reserved: 'reservation-exceeded',
  consumed: 'consumption-exceeded',
  overused: 'deduction-exceeds-over-use',
  advance: 'advance-exceeded',
  voided: 'insufficient-balance',
  debt: 'insufficient-balance',
  lapsed: 'insufficient-balance',
  deducted: 'insufficient-balance',
  source: 'insufficient-balance',
};
