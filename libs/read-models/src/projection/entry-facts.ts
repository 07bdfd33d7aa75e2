import type { LedgerEvent } from '#domain';

/** 批准文号 an entry rests on; a reversal is found under the approval it gives back. */
export const approvalOf = ({ type, data }: LedgerEvent): string | undefined => {
  if (type === 'EntryReversed') return data.undone.claims?.approval;
  return 'approval' in data ? data.approval?.number : undefined;
};

export const projectOf = ({ type, data }: LedgerEvent): string | undefined => {
  if (type === 'EntryReversed') return data.undone.claims?.project;
  if (type === 'QuotaReserved') return data.reservation.project;
  return 'project' in data ? data.project : undefined;
};
