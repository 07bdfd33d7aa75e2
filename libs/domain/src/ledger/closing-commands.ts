/** What moves a ledger itself on or holds it still: books, plan years, days, suspension. None of it moves quota. */
import type { Asked } from './command-parts.js';

export type CloseBooks = Asked<'CloseBooks', { readonly through: string }>;
export type ClosePlanYear = Asked<'ClosePlanYear', { readonly planYear: number }>;
export type ReopenPlanYear = Asked<
  'ReopenPlanYear',
  { readonly planYear: number; readonly reason: string }
>;
export type AdvanceDay = Asked<
  'AdvanceDay',
  {
    readonly date: string;
    /** The day by the calendar when it was asked; no part of what is asked. */
    readonly today?: string;
  }
>;
export type SuspendPosting = Asked<'SuspendPosting', { readonly reason: string }>;
export type ResumePosting = Asked<'ResumePosting', { readonly reason: string }>;

export type ClosingCommand =
  CloseBooks | ClosePlanYear | ReopenPlanYear | AdvanceDay | SuspendPosting | ResumePosting;
