import type { LedgerCommand } from '#domain';
import { digestedCommand, digestUnderOtherName } from './command-digest.js';

const allocate: LedgerCommand = {
  kind: 'AllocateQuota',
  data: {
    entryId: 'a-1',
    actor: { id: 'clerk-7', role: 'province', unit: '330000' },
    effectiveOn: '2017-04-01',
    document: { number: '浙土资发〔2017〕12号', issuer: '浙江省国土资源厅', date: '2017-03-30' },
    stated: { 'to/0/quantity/total': '300亩' },
    fromUnit: '330000',
    lot: 'i.1',
    to: [
      {
        unit: '330402',
        quantity: { total: 60_000_000n, farmland: 50_000_000n, cultivated: 40_000_000n },
      },
    ],
  },
};
const advanceDay: LedgerCommand = {
  kind: 'AdvanceDay',
  data: {
    entryId: 'day:2017-06-02',
    actor: { id: 'muledger', role: 'system', unit: 'u-330000' },
    effectiveOn: '2017-06-02',
    date: '2017-06-02',
  },
};
const digestOf = (command: LedgerCommand): string => digestedCommand('330000', command).digest;
const allocateWith = (data: object): LedgerCommand => ({
  kind: allocate.kind,
  data: { ...allocate.data, ...data },
});

describe('the digest of a command', () => {
  // Stored beside every entry: with another digest every repeat of an old command would be refused.
  it.each([
    ['an allocation', allocate, 'ac6be5876fadc28f220152358de2b2df7ead82f2b61de701c4de2f0d52b02aee'],
    ['a day', advanceDay, '1b4038604567416bc9cbd77aeea0378663bf4d7674a845c3a8583ce1708a2f1a'],
  ])('of %s never changes', (_, command, digest) => {
    expect(digestOf(command)).toBe(digest);
  });

  it.each([
    ['the key', { entryId: 'other' }],
    ['the person of the unit', { actor: { ...allocate.data.actor, id: 'clerk-8' } }],
    ['the role', { actor: { ...allocate.data.actor, role: 'city' as const } }],
    ['how amounts were written', { stated: { 'to/0/quantity/total': '300 mu' } }],
    ['the order of members', Object.fromEntries(Object.entries(allocate.data).reverse())],
    ['members that are undefined', { note: undefined }],
  ])('is the same whatever %s', (_, data) => {
    expect(digestOf(allocateWith(data))).toBe(digestOf(allocate));
  });

  it.each([
    ['unit that acts', { actor: { ...allocate.data.actor, unit: '330400' } }],
    ['day', { effectiveOn: '2017-04-02' }],
    ['document', { document: { number: '1', issuer: '2', date: '2017-03-30' } }],
    ['note', { note: '' }],
    ['list that is empty and not absent', { settles: [] }],
  ])('is another for another %s', (_, data) => {
    expect(digestOf(allocateWith(data))).not.toBe(digestOf(allocate));
  });

  it('is another for another kind and another ledger', () => {
    const other = { kind: 'IssueQuota', data: allocate.data } as unknown as LedgerCommand;
    expect(digestOf(other)).not.toBe(digestOf(allocate));
    expect(digestedCommand('320000', allocate).digest).not.toBe(digestOf(allocate));
  });

  it('is another for an amount that differs by one unit', () => {
    const one = { unit: '330402', quantity: { total: 60_000_001n } };
    const two = { unit: '330402', quantity: { total: 60_000_002n } };
    expect(digestOf(allocateWith({ to: [one] }))).not.toBe(digestOf(allocateWith({ to: [two] })));
  });

  it('H-13 is known under the other name of the unit, too, and under no other unit', () => {
    const byId = allocateWith({ actor: { ...allocate.data.actor, unit: 'u-330000' } });
    const other = allocateWith({ actor: { ...allocate.data.actor, unit: '330400' } });
    expect(digestUnderOtherName('330000', byId)).toBe(digestOf(allocate));
    expect(digestUnderOtherName('330000', allocate)).toBe(digestOf(byId));
    expect(digestUnderOtherName('330000', other)).not.toBe(digestOf(allocate));
  });

  it('is refused where a text is no Unicode', () => {
    expect(() => digestOf(allocateWith({ note: '\ud800' }))).toThrow(TypeError);
  });
});
