/** The variables of this process. The only place that touches `process.env`. */
export const readEnvironment = (): Readonly<Record<string, string | undefined>> => process.env;

/** Environment for programs we start: where to find them, and no trace of our secrets or language. */
export const programEnvironment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  // Windows programs cannot start without it.
  ...(process.env['SYSTEMROOT'] ? { SYSTEMROOT: process.env['SYSTEMROOT'] } : {}),
  LC_ALL: 'C',
  TZ: 'UTC',
});
