import { held, outside, parseAccount, type AccountPath, type LedgerEventType } from '#domain';
import { classify, UnclassifiedPosting } from './classify.js';

const of = (type: LedgerEventType, from: AccountPath, to: AccountPath) => {
  const flows = classify(type, parseAccount(from), parseAccount(to));
  return [flows.from, flows.to];
};
const p = (bucket: 'available' | 'consumed') => held('u-p', 'l.1', bucket);
const c = (lot: string, bucket: Parameters<typeof held>[2]) => held('u-c', lot, bucket);

describe('the column of a posting', () => {
  it.each<[string, LedgerEventType, AccountPath, AccountPath, string, string]>([
    ['issue', 'QuotaIssued', outside('l.1', 'source'), p('available'), 'outside', 'issued'],
    [
      'opening available',
      'BalanceBroughtForward',
      outside('l', 'source'),
      c('l', 'available'),
      'outside',
      'broughtForward',
    ],
    [
      'opening reserved',
      'BalanceBroughtForward',
      outside('l', 'source'),
      c('l', 'reserved'),
      'outside',
      'broughtForward',
    ],
    [
      'opening consumed',
      'BalanceBroughtForward',
      outside('l', 'source'),
      c('l', 'consumed'),
      'outside',
      'broughtForward',
    ],
    ['split', 'QuotaSplit', c('l', 'available'), c('m', 'available'), 'splitOut', 'splitIn'],
    ['allocation', 'QuotaAllocated', p('available'), c('m', 'available'), 'allocatedOut', 'issued'],
    [
      'allocation that pays a debt',
      'QuotaAllocated',
      c('m', 'available'),
      c('d', 'debt'),
      'repaid',
      'settled',
    ],
    [
      'transfer',
      'QuotaTransferred',
      c('l', 'available'),
      held('u-d', 'm', 'available'),
      'transferredOut',
      'transferredIn',
    ],
    ['reclaim', 'QuotaReclaimed', c('l', 'available'), p('available'), 'reclaimed', 'reclaimedIn'],
    [
      'reservation',
      'QuotaReserved',
      c('l', 'available'),
      c('l', 'reserved'),
      'internal',
      'internal',
    ],
    [
      'release',
      'ReservationReleased',
      c('l', 'reserved'),
      c('l', 'available'),
      'internal',
      'internal',
    ],
    [
      'expiry',
      'ReservationsExpired',
      c('l', 'reserved'),
      c('l', 'available'),
      'internal',
      'internal',
    ],
    [
      'consumption of what was reserved',
      'QuotaConsumed',
      c('l', 'reserved'),
      c('l', 'consumed'),
      'internal',
      'internal',
    ],
    [
      'consumption of what is available',
      'QuotaConsumed',
      c('l', 'available'),
      c('l', 'consumed'),
      'internal',
      'internal',
    ],
    [
      'direct draw on the state',
      'QuotaConsumed',
      outside('l', 'source'),
      c('l', 'consumed'),
      'outside',
      'issued',
    ],
    [
      'rest of a reservation',
      'QuotaConsumed',
      c('l', 'reserved'),
      c('l', 'available'),
      'internal',
      'internal',
    ],
    ['advance', 'QuotaAdvanced', c('a', 'advance'), c('a', 'available'), 'internal', 'internal'],
    [
      'advance that is used at once',
      'QuotaAdvanced',
      c('a', 'advance'),
      c('a', 'consumed'),
      'internal',
      'internal',
    ],
    [
      'confirmation by the state',
      'AdvanceConfirmed',
      outside('a', 'source'),
      c('a', 'advance'),
      'outside',
      'confirmed',
    ],
    [
      'confirmation from own quota',
      'AdvanceConfirmed',
      c('l', 'available'),
      c('a', 'advance'),
      'repaid',
      'settled',
    ],
    ['over-use', 'OverUseRecorded', c('o', 'overused'), c('o', 'consumed'), 'internal', 'internal'],
    [
      'over-use beside a draw',
      'OverUseRecorded',
      c('l', 'available'),
      c('l', 'consumed'),
      'internal',
      'internal',
    ],
    [
      'deduction that makes over-use good',
      'QuotaDeducted',
      c('l', 'available'),
      c('o', 'overused'),
      'deducted',
      'settled',
    ],
    [
      'sanction',
      'QuotaDeducted',
      c('l', 'available'),
      outside('l', 'deducted'),
      'deducted',
      'outside',
    ],
    [
      'sanction beyond what is held',
      'QuotaDeducted',
      c('d', 'debt'),
      outside('d', 'deducted'),
      'deducted',
      'outside',
    ],
    [
      'void of an over-use',
      'ConsumptionVoided',
      c('o', 'consumed'),
      c('o', 'overused'),
      'internal',
      'internal',
    ],
    [
      'void of an advance',
      'ConsumptionVoided',
      c('a', 'consumed'),
      c('a', 'advance'),
      'internal',
      'internal',
    ],
    ['void', 'ConsumptionVoided', c('l', 'consumed'), c('l', 'voided'), 'internal', 'internal'],
    [
      'void to the holder',
      'ConsumptionVoided',
      c('l', 'consumed'),
      c('l', 'available'),
      'internal',
      'internal',
    ],
    [
      'void to the issuer',
      'ConsumptionVoided',
      c('l', 'consumed'),
      p('available'),
      'reclaimed',
      'reclaimedIn',
    ],
    [
      'void in a closed year',
      'ConsumptionVoided',
      c('l', 'consumed'),
      outside('l', 'lapsed'),
      'lapsed',
      'outside',
    ],
    [
      'carry-over',
      'QuotaCarriedOver',
      c('l', 'available'),
      c('m', 'available'),
      'carriedOut',
      'carriedIn',
    ],
    ['lapse', 'QuotaLapsed', c('l', 'available'), outside('l', 'lapsed'), 'lapsed', 'outside'],
    [
      'reorganisation',
      'UnitsReorganised',
      c('l', 'available'),
      held('u-d', 'l', 'available'),
      'reorganisedOut',
      'reorganisedIn',
    ],
    [
      'reorganisation of a reservation',
      'UnitsReorganised',
      c('l', 'reserved'),
      held('u-d', 'l', 'reserved'),
      'reorganisedOut',
      'reorganisedIn',
    ],
    [
      'reorganisation of a debt',
      'UnitsReorganised',
      held('u-d', 'd', 'debt'),
      c('d', 'debt'),
      'reorganisedOut',
      'reorganisedIn',
    ],
  ])('%s', (_, type, from, to, out, into) => {
    expect(of(type, from, to)).toEqual([out, into]);
  });

  it('is never guessed', () => {
    expect(() => of('QuotaReserved', c('l', 'available'), c('m', 'reserved'))).toThrow(
      UnclassifiedPosting,
    );
    expect(() => of('QuotaReserved', outside('l', 'source'), c('l', 'reserved'))).toThrow(
      UnclassifiedPosting,
    );
  });
});
