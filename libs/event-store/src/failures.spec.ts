import { DatabaseError } from 'pg';
import { AppendOutcomeUnknown, LogDamaged, StoreUnavailable } from './event-store.js';
import { Defect, isAnswered, isOurs, isOutage, provesRollback } from './failures.js';
import { appendFailure, readFailure } from './postgres/failures.js';

/** As a server of another language answers: neither text nor severity can be read. */
const answer = (code: string): DatabaseError =>
  Object.assign(new DatabaseError('错误', 1, 'error'), { code, severity: '致命错误' });
const system = (code: string): Error => Object.assign(new Error(code), { code });

/** Tried again soon. The second tells whether it proves that an append was rolled back, the third whether the session goes on. */
const OUTAGES: readonly [string, boolean, boolean][] = [
  ['08006', false, false],
  ['0A000', true, true],
  ['25006', true, false],
  ['25P02', true, false],
  ['25P03', false, false],
  ['26000', true, false],
  ['28P01', false, false],
  ['40001', true, true],
  ['40003', false, true],
  ['40P01', true, true],
  ['42501', true, true],
  ['42P05', true, false],
  ['53100', false, true],
  ['53200', true, true],
  ['53300', false, false],
  ['55P03', true, true],
  ['57014', true, true],
  ['57P01', false, false],
  ['57P03', false, false],
  ['58030', false, true],
  ['XX000', false, false],
];

describe('H-02 what is tried again', () => {
  it.each(OUTAGES)('is SQLSTATE %s', (code, rolledBack, goesOn) => {
    const error = answer(code);
    expect(isOutage(error)).toBe(true);
    expect(readFailure(error)).toBeInstanceOf(StoreUnavailable);
    expect(appendFailure('s', error)).toBeInstanceOf(
      rolledBack ? StoreUnavailable : AppendOutcomeUnknown,
    );
    expect(isAnswered(error)).toBe(goesOn);
  });

  it.each([
    ...['ECONNREFUSED', 'ECONNRESET', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'],
    ...['EMFILE', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ])('is %s', (code) => {
    expect(isOutage(system(code))).toBe(true);
    expect(appendFailure('s', system(code))).toBeInstanceOf(AppendOutcomeUnknown);
  });

  it.each(['Query read timeout', 'timeout expired', 'Connection terminated unexpectedly'])(
    'is "%s", and whatever else is thrown',
    (message) => {
      expect(isOutage(new Error(message))).toBe(true);
      expect(isOutage(message)).toBe(true);
      expect(isOutage(undefined)).toBe(true);
    },
  );
});

describe('H-02 what is certainly ours', () => {
  it.each([
    '21000',
    '22003',
    '22021',
    '23502',
    '23505',
    '23514',
    '42601',
    '42P01',
    '54000',
    'P0001',
  ])('is SQLSTATE %s, and a refusal of it is no outage in any language (H-19)', (code) => {
    const error = answer(code);
    expect(isOurs(error)).toBe(true);
    expect(provesRollback(error)).toBe(true);
    expect(isAnswered(error)).toBe(true);
    expect(readFailure(error)).toBe(error);
    if (code !== '23505') expect(appendFailure('s', error)).toBe(error);
  });

  it.each([
    new TypeError('t'),
    new RangeError('r'),
    new SyntaxError('s'),
    new Defect('d'),
    new LogDamaged('l'),
  ])('is %s', (error) => expect(isOurs(error)).toBe(true));
});
