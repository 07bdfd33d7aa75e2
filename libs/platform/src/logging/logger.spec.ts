import { createLogger, type LogFormat } from './logger.js';

const written = (format: LogFormat, log: (to: ReturnType<typeof createLogger>) => void): string => {
  let text = '';
  const destination = { write: (more: string) => void (text += more) };
  log(createLogger({ level: 'info', format, destination }));
  return text;
};

describe('the log', () => {
  it('is one JSON object a line for machines', () => {
    const record: unknown = JSON.parse(
      written('json', (log) => log.info({ port: 1 }, 'listening')),
    );
    expect(record).toMatchObject({ level: 30, msg: 'listening', port: 1 });
  });

  it('is lines for people', () => {
    expect(written('lines', (log) => log.warn({ port: 8080, unit: '浙 江' }, 'listening'))).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z WARN  listening port=8080 unit="浙 江"\n$/,
    );
  });

  it('shows the stack of an error', () => {
    const text = written('lines', (log) => log.error({ err: new Error('broken') }, 'stopped'));
    expect(text).toContain('ERROR stopped\nError: broken\n    at ');
  });

  it.each(['lines', 'json'] as const)(
    'H-03 shows as escapes what would steer a terminal, as %s',
    (format) => {
      const text = written(format, (log) =>
        log.info({ sub: 'a\u001b[2J\u009b\u202eb' }, 'x\u0007y'),
      );
      expect(text).toMatch(/a\\u001b\[2J\\u009b\\u202eb/);
      // oxlint-disable-next-line no-control-regex
      expect(text.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
    },
  );

  it('leaves out what is below its level', () => {
    expect(written('lines', (log) => log.debug('detail'))).toBe('');
  });

  it.each(['authorization', 'token', 'password', 'databaseUrl', 'eventStoreUrl'])(
    'never shows %s',
    (name) => {
      const text = written('json', (log) =>
        log.info({ [name]: 'very-secret', deeper: { [name]: 'very-secret' } }, 'x'),
      );
      expect(text).not.toContain('very-secret');
    },
  );
});
