import pino, { type DestinationStream, type Logger } from 'pino';
import { lineStream, shown } from './line-stream.js';

export type { Logger } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** `json` for machines, one object a line; `lines` for people. */
export type LogFormat = 'json' | 'lines';

export interface LoggerOptions {
  readonly level: LogLevel;
  readonly format: LogFormat;
  /** Unset: standard output. */
  readonly destination?: DestinationStream;
}

/** Whatever is logged, these never are. */
const secrets = ['authorization', 'token', 'password', 'databaseUrl', 'eventStoreUrl'];

export const createLogger = ({ level, format, destination }: LoggerOptions): Logger => {
  const out = destination ?? pino.destination({ fd: 1, sync: true });
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: [...secrets, ...secrets.map((name) => `*.${name}`), 'req.headers.authorization'],
    },
    format === 'lines'
      ? lineStream((text) => out.write(text))
      : { write: (json) => out.write(shown(json)) },
  );
};
