import { randomBytes } from 'node:crypto';
import pg from 'pg';

/**
 * Creates an empty database with a fresh name on the server of `serverUrl` (a superuser's URL) and
 * returns the URL of the new one. Its name begins with `prefix`: lower-case letters, digits and `_`.
 */
export const createDatabase = async (serverUrl: string, prefix = 'db'): Promise<string> => {
  const name = `${prefix}_${randomBytes(6).toString('hex')}`;
  if (!/^[a-z_][a-z0-9_]{0,62}$/.test(name)) throw new RangeError(`not a database name: ${name}`);
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
};
