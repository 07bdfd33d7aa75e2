import type { DestinationStream } from 'pino';

const levelNames: Readonly<Record<number, string>> = {
  10: 'TRACE',
  20: 'DEBUG',
  30: 'INFO ',
  40: 'WARN ',
  50: 'ERROR',
  60: 'FATAL',
};

const word = (value: unknown): string =>
  typeof value === 'string' && /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);

const errorText = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'stack' in value ? `\n${String(value.stack)}` : '';

/**
 * Characters that steer a terminal or turn the order of what is read: a caller could make a line say what was never
 * logged. They are written as escapes.
 */
export const shown = (text: string): string =>
  text.replaceAll(STEERING, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
const STEERING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** `2026-01-31T08:00:00.000Z INFO  listening port=8080`, and the stack of an error below it. */
export const formatLine = (json: string): string => {
  const record: unknown = JSON.parse(json);
  if (typeof record !== 'object' || record === null) return json;
  const { time, level, msg, err, ...facts }: Readonly<Record<string, unknown>> = { ...record };
  const words = Object.entries(facts).map(([name, value]) => `${name}=${word(value)}`);
  const head = [
    String(time),
    levelNames[Number(level)] ?? String(level),
    typeof msg === 'string' ? msg.replaceAll('\n', ' ') : '',
  ];
  return `${shown([...head, ...words].join(' '))}${shown(errorText(err))}\n`;
};

/** Lets pino write lines for people to `write`. */
export const lineStream = (write: (text: string) => void): DestinationStream => ({
  write: (json) => write(formatLine(json)),
});
