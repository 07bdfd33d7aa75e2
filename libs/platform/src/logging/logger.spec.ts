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
