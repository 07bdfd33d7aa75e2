import type { IncomingMessage } from '../messages/incoming.js';

/** The envelope of a command, as another system writes it. */
export const envelope = (members: Readonly<Record<string, unknown>> = {}) => ({
  specversion: '1.0',
  id: 'r-1',
  source: '/approvals',
  type: 'muledger.command.reservations.v1',
  subject: '330000',
  data: { unit: '330402' },
  ...members,
});

/** A message as a broker hands it over. */
export const incoming = (
  value: Buffer | string | object | null,
  others: Partial<IncomingMessage> = {},
): IncomingMessage => ({
  key: Buffer.from('330402'),
  value:
    value === null || Buffer.isBuffer(value)
      ? value
      : Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)),
  headers: { authorization: Buffer.from('Bearer abc') },
  offset: '7',
  timestamp: '1000',
  ...others,
});
