/** What we rely on, whatever is set for the server, the database or the role. */
const OURS: Readonly<Record<string, string>> = {
  datestyle: 'ISO,MDY',
  timezone: 'UTC',
  intervalstyle: 'postgres',
  bytea_output: 'hex',
  default_transaction_isolation: 'read committed',
  search_path: 'public',
};

/** The URL with every session under the settings that we rely on from its first statement on. */
export const withOurSettings = (databaseUrl: string): string => {
  const url = new URL(databaseUrl);
  const options = url.searchParams.get('options');
  const ours = Object.entries(OURS).map(
    ([name, value]) => `-c ${name}=${value.replaceAll(' ', '\\ ')}`,
  );
  url.searchParams.set('options', [...(options ? [options] : []), ...ours].join(' '));
  return url.href;
};

/** What is asked of a connection, and the sentence for the person who can change it; undefined when all is well. */
export const settingProblem = async (
  ask: (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>,
): Promise<string | undefined> => {
  const [found] = await ask(
    `select current_setting('server_encoding') as encoding, current_setting('datestyle') as dates,
       current_setting('default_transaction_isolation') as isolation`,
  );
  const { encoding, dates, isolation } = found ?? {};
  if (encoding !== 'UTF8')
    return `The database has the encoding ${String(encoding)}, which cannot hold every text. Make one with: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0`;
  if (!String(dates).startsWith('ISO') || isolation !== OURS['default_transaction_isolation'])
    return `The database does not keep the settings of a session (datestyle is ${String(dates)}, default_transaction_isolation is ${String(isolation)}). A pooler must not ignore the start parameter "options"`;
  return undefined;
};
