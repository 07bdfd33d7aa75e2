import { describeSnapshotStoreContract } from '../testing/snapshot-store.contract.js';
import { MemorySnapshotStore } from './memory-snapshot-store.js';

describeSnapshotStoreContract('memory', async () => new MemorySnapshotStore());
