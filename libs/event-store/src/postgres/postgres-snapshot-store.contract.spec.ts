import { startPostgresServer, type PostgresServer } from '../testing/postgres-log.js';
import { describeSnapshotStoreContract } from '../testing/snapshot-store.contract.js';
import { PostgresSnapshotStore } from './postgres-snapshot-store.js';

let server: PostgresServer;
let connectionString: string;
const opened: PostgresSnapshotStore[] = [];
beforeAll(async () => {
  server = await startPostgresServer();
  connectionString = (await server.newLog()).appUrl;
}, 60_000);
afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));
afterAll(() => server.stop());

describeSnapshotStoreContract('postgres', async () => {
  const store = new PostgresSnapshotStore({ connectionString });
  opened.push(store);
  return store;
});
