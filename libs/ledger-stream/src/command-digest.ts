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
export const commandDigest = (ledger: string, { kind, data }: LedgerCommand): string => {
  const { entryId: _entryId, actor, stated: _stated, ...body } = data;
  const asked = 'units' in body ? { ...body, units: body.units.map(digestedUnit) } : body;
  return hash('sha256', canonicalText({ kind, ledger, actorUnit: actor.unit, body: asked }));
};

/**
 * The digest of the same command by somebody whose token names the unit the other way: `520101` and `u-520101` are one
 * unit, and one person, whose new token may say it otherwise.
 */
export const digestUnderOtherName = (province: string, command: LedgerCommand): string => {
  const { actor } = command.data;
  const unit = CODE.test(actor.unit) ? `u-${actor.unit}` : actor.unit.replace(/^u-(?=\d{6}$)/, '');
  return commandDigest(province, {
    ...command,
    data: { ...command.data, actor: { ...actor, unit } },
  } as LedgerCommand);
};

const CODE = /^\d{6}$/;

/** Digests of before held the parent as the unitId that its code stands for when the unit was never divided. */
const digestedUnit = (unit: UnitVersion): UnitVersion =>
  unit.parent !== undefined && CODE.test(unit.parent)
    ? { ...unit, parent: `u-${unit.parent}` }
    : unit;
