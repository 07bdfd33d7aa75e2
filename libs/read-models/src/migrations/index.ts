import { CreateTableSets1780000000000 } from './1780000000000-create-table-sets.js';
import { KnowTheGround1780000000001 } from './1780000000001-know-the-ground.js';

/** In order. Released ones are never changed. */
export const readModelMigrations = [CreateTableSets1780000000000, KnowTheGround1780000000001];
