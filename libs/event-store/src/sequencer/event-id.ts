import { hash } from 'node:crypto';

/**
 * The id of the event that a command leads to: a UUID (version 8, RFC 9562) over stream, key and
 * command digest. The same command has it in every try and in every process, so an append whose
 * outcome is unknown can be made again, and a second event of one command hits the unique index.
 */
export function eventId(stream: string, key: string, digest: string): string {
  const hex = hash('sha256', JSON.stringify([stream, key, digest]));
  const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) & 0x3);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
