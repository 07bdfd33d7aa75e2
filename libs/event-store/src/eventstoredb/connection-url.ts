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
  const question = url.lastIndexOf('?');
  if (question < 0) return;
  for (const option of url.slice(question + 1).split('&')) {
    const [name = '', value] = option.split('=');
    const key = name.toLowerCase().replaceAll(/[_-]/g, '');
    if (!OPTIONS.has(key)) throw new TypeError(`unknown option of an EventStoreDB URL: ${name}`);
    if (key === 'tlsverifycert' && value === 'false')
      throw new TypeError('tlsVerifyCert=false has no effect: name the authority with tlsCAFile');
  }
}
