export const ledger = (file: string): string => `libs/domain/src/ledger/${file}`;
export const decision = (file: string): string => ledger(`decisions/${file}`);
export const fold = (file: string): string => ledger(`fold/${file}`);
