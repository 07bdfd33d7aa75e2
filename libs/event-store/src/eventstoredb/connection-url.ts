import type { TlsFiles } from './tls-credentials.js';

/** Options the client understands, in the spelling it compares them in. */
const OPTIONS = new Set([
  'connectionname',
  'defaultdeadline',
  'discoveryinterval',
  'gossiptimeout',
  'keepaliveinterval',
  'keepalivetimeout',
  'maxdiscoverattempts',
  'nodepreference',
  'throwonappendfailure',
  'tls',
  'tlscafile',
  'tlsverifycert',
  'usercertfile',
  'userkeyfile',
]);

const SCHEME = /^esdb(\+discover)?:\/\/./;

/**
 * Refuses what the client would only warn of, because its warnings repeat the whole URL and with it
 * the password; and what it would ignore although somebody relies on it.
 * @throws {TypeError} never with a part of the URL that may be secret
 */
export function checkConnectionUrl(url: string): void {
  if (!SCHEME.test(url))
    throw new TypeError('an EventStoreDB URL begins with esdb:// or esdb+discover://');
  for (const [name, value] of optionsOf(url)) {
    const key = flat(name);
    if (!OPTIONS.has(key)) throw new TypeError(`unknown option of an EventStoreDB URL: ${name}`);
    if (key === 'tlsverifycert' && value === 'false')
      throw new TypeError('tlsVerifyCert=false has no effect: name the authority with tlsCAFile');
  }
}

/** The files that a URL names for TLS. */
export const tlsFilesOf = (url: string): TlsFiles => {
  const options = new Map(optionsOf(url).map(([name, value]) => [flat(name), value]));
  const file = (name: string): string | undefined => {
    const value = options.get(name);
    return value === undefined ? undefined : decodeURIComponent(value);
  };
  return { ca: file('tlscafile'), cert: file('usercertfile'), key: file('userkeyfile') };
};

const optionsOf = (url: string): (readonly [name: string, value: string | undefined])[] => {
  const question = url.lastIndexOf('?');
  if (question < 0) return [];
  return url
    .slice(question + 1)
    .split('&')
    .map((option) => {
      const [name = '', value] = option.split('=');
      return [name, value] as const;
    });
};

/** As the client compares names. */
const flat = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, '');
