import pg from 'pg';
import { StartError } from './start-error.js';

/**
 * The role the log is read and written as. It may append to the log and never update or delete in it;
 * the owner of the database only migrates and keeps the read models.
 */
export const APP_ROLE = 'muledger_app';

const INSUFFICIENT_PRIVILEGE = '42501';

/** Makes the role if it is not there, and lets the owner's connections take it on. */
export const createAppRole = async (admin: pg.ClientBase): Promise<void> => {
  try {
    // Asked first, because CREATE ROLE wants the right to create even when the role is there.
    const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [APP_ROLE]);
    if (!rowCount)
      await admin.query(`
        do $$ begin
          create role ${APP_ROLE} nologin;
        exception when duplicate_object or unique_violation then null;
        end $$`);
    await admin.query(`set role ${APP_ROLE}`).catch(() =>
      // Since PostgreSQL 16 who creates a role may grant it, and may not yet take it on.
      admin.query(`grant ${APP_ROLE} to current_user`),
    );
    await admin.query('reset role');
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== INSUFFICIENT_PRIVILEGE) throw error;
    throw new StartError(
      `The database user may not create roles. Once, as a superuser:\n` +
        `  CREATE ROLE ${APP_ROLE} NOLOGIN; GRANT ${APP_ROLE} TO <user of MULEDGER_DATABASE_URL>;`,
      1,
      { cause: error },
    );
  }
};

/** The owner's URL with every session as the application role from its first statement on. */
export const asAppRole = (ownerUrl: string): string => {
  const url = new URL(ownerUrl);
  const options = url.searchParams.get('options');
  url.searchParams.set('options', `${options ? `${options} ` : ''}-c role=${APP_ROLE}`);
  return url.href;
};
