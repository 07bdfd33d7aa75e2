import { COMMANDS } from '../topics.js';
import type { IncomingMessage, OutgoingMessage } from './incoming.js';

/** Why a message was put aside. */
export interface ParkedFor {
  /** A code of `docs/problems.md`, or a `PoisonReason`. */
  readonly reason: string;
  /** In English, for whoever looks. */
  readonly detail: string;
}

const DETAIL_MAX = 1_000;

/**
 * The message byte for byte, with its reason. The token it came with is not kept: who reads what was refused must not be
 * able to act in its sender's name.
 */
export const parkedMessage = (
  message: IncomingMessage,
  partition: number,
  { reason, detail }: ParkedFor,
  now: Date,
): OutgoingMessage => {
  const { key, value, offset } = message;
  return {
    ...{ key, value },
    headers: {
      ...sentHeaders(message),
      'muledger-reason': reason,
      'muledger-detail': detail.slice(0, DETAIL_MAX),
      'muledger-place': `${COMMANDS.name}/${partition}/${offset}`,
      'muledger-parked-at': now.toISOString(),
    },
  };
};

const sentHeaders = ({ headers = {} }: IncomingMessage): Record<string, Buffer | string> => {
  const kept: Record<string, Buffer | string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined && name.toLowerCase() !== 'authorization') kept[name] = first;
  }
  return kept;
};
