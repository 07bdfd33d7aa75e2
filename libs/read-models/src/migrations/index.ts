import { CreateTableSets1780000000000 } from './1780000000000-create-table-sets.js';

/** In order. Released ones are never changed. */
export const readModelMigrations = [CreateTableSets1780000000000];
