import { createHash } from 'node:crypto';

/**
 * The id of the event that a command leads to: a UUID (version 8, RFC 9562) over stream, key and
 * command digest. The same command has it in every try and in every process, so an append whose
 * outcome is unknown can be made again, and a second event of one command hits the unique index.
 */
export function eventId(stream: string, key: string, digest: string): string {
  const bytes = createHash('sha256')
    .update(JSON.stringify([stream, key, digest]))
    .digest();
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20, 32),
  ].join('-');
}
