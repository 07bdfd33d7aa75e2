export { createReadModelDataSource, migrateReadModels } from './migrate.js';
export { PoisonEvent, type Decode } from './projection/batch.js';
export {
  ReadModelRunner,
  type Applied,
  type ReadModelRunnerOptions,
  type RunnerState,
} from './runner/read-model-runner.js';
export {
  rebuild,
  RebuildRunning,
  type Rebuilt,
  type RebuildOptions,
  type RebuildProgress,
} from './runner/rebuild.js';
export { SetsDiffer } from './runner/compare-sets.js';
