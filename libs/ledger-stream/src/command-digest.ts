import { hash } from 'node:crypto';
import type { LedgerCommand, UnitVersion } from '#domain';
import { canonicalText } from './canonical.js';

/**
 * SHA-256 (hex) of the canonical command: what makes two commands under one key the same command.
 *
 * It holds the kind, the ledger, the unit that acts and the body; not the key, which is compared beside it, not who of
 * the unit sent it, and not the amounts as they were written: `300 mu` and `300亩` ask for the same. It is stored with
 * every entry, so what goes in can never change.
 * @throws {TypeError} the body holds what no JSON text can
 */
export const digestedCommand = (ledger: string, command: LedgerCommand): Digested =>
  digestOf(ledger, command, command.data.actor.unit);

interface Digested {
  readonly digest: string;
  /** Characters. */
  readonly length: number;
}

const digestOf = (ledger: string, { kind, data }: LedgerCommand, actorUnit: string): Digested => {
  const { entryId: _entryId, actor: _actor, stated: _stated, ...body } = data;
  const asked = 'units' in body ? { ...body, units: body.units.map(digestedUnit) } : body;
  const text = digestedText(ledger, kind, actorUnit, asked);
  return { digest: hash('sha256', text), length: text.length };
};

const digestedText = (ledger: string, kind: string, actorUnit: string, body: object): string =>
  canonicalText({ kind, ledger, actorUnit, body });

/** The digest of a command whose body is put together again: without key, actor and amounts as they were written. */
export const digestOfAsked = (...asked: Parameters<typeof digestedText>): string =>
  hash('sha256', digestedText(...asked));

/**
 * The digest of the same command by somebody whose token names the unit the other way: `520101` and `u-520101` are one
 * unit, and one person, whose new token may say it otherwise.
 */
export const digestUnderOtherName = (ledger: string, command: LedgerCommand): string => {
  const { unit } = command.data.actor;
  const other = CODE.test(unit) ? `u-${unit}` : unit.replace(/^u-(?=\d{6}$)/, '');
  return digestOf(ledger, command, other).digest;
};

const CODE = /^\d{6}$/;

/** Digests of before held the parent as the unitId that its code stands for when the unit was never divided. */
const digestedUnit = (unit: UnitVersion): UnitVersion =>
  unit.parent !== undefined && CODE.test(unit.parent)
    ? { ...unit, parent: `u-${unit.parent}` }
    : unit;
