import { createHash } from 'node:crypto';
import type { Json, LedgerCommand } from '#domain';
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
  const canonical = canonicalText({ kind, ledger, actorUnit: actor.unit, body: plain(body) });
  return createHash('sha256').update(canonical).digest('hex');
};

/** Whole units as decimal strings, as in the stored entry. */
const plain = (value: unknown): Json => {
  switch (typeof value) {
    case 'bigint':
      return String(value);
    case 'string':
    case 'number':
    case 'boolean':
      return value;
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? value.map(plain) : plainMembers(value);
    default:
      throw new TypeError(`a command holds a ${typeof value}`);
  }
};

const plainMembers = (object: object): Json =>
  Object.fromEntries(
    Object.entries(object)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [key, plain(value)]),
  );
