import { DataSource } from 'typeorm';
import { readModelMigrations } from './migrations/index.js';
import { CONTROL, MIGRATION_LOCK } from './schema/names.js';

/** A data source that knows the migrations of the read models, and nothing else. Not yet initialised. */
export const createReadModelDataSource = (url: string): DataSource =>
  new DataSource({
    type: 'postgres',
    url,
    schema: CONTROL,
    migrations: readModelMigrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
  });

/**
 * Brings the schema of the read models to the newest version. May run in several processes at once and
 * at every start. The table sets are made by the follower, which knows what they are to hold.
 * @param dataSource made by `createReadModelDataSource`; initialised here when it is not.
 */
export const migrateReadModels = async (dataSource: DataSource): Promise<void> => {
  if (!dataSource.isInitialized) await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  await lock.connect();
  try {
    await lock.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    await lock.query(`create schema if not exists ${CONTROL}`);
    await dataSource.runMigrations();
  } finally {
    await lock.query(`select pg_advisory_unlock(${MIGRATION_LOCK})`);
    await lock.release();
  }
};
