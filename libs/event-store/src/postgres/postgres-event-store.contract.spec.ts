import { describeEventStoreContract } from '../testing/event-store.contract.js';
import { startPostgresServer, storesOn, type PostgresServer } from '../testing/postgres-log.js';

let server: PostgresServer;
let appUrl: string;
beforeAll(async () => {
  server = await startPostgresServer();
  ({ appUrl } = await server.newLog());
}, 60_000);
afterAll(() => server.stop());

describeEventStoreContract('postgres', async () => storesOn(appUrl));
