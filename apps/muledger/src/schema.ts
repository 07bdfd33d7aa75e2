import pg from 'pg';
import { migrateEventStore } from '#event-store/postgres';
import { createReadModelDataSource, migrateReadModels } from '#read-models';
import { migrateFollowerMemory } from '../../worker/src/worker.module.js';
import { APP_ROLE, createAppRole } from './app-role.js';

/** Brings every schema to the newest version, as the owner. Several processes may do so at once. */
export const migrate = async (ownerUrl: string): Promise<void> => {
  const admin = new pg.Client({ connectionString: ownerUrl });
  await admin.connect();
  try {
    await createAppRole(admin);
    await migrateEventStore(admin, { appRole: APP_ROLE });
    await migrateFollowerMemory(admin, APP_ROLE);
  } finally {
    await admin.end();
  }
  const dataSource = createReadModelDataSource(ownerUrl);
  try {
    await migrateReadModels(dataSource);
  } finally {
    if (dataSource.isInitialized) await dataSource.destroy();
  }
};
