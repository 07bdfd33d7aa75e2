export default {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] },
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test'],
  testMatch: ['**/*.spec.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': ['@swc/jest'] },
  // Suites start real servers: more of them at once than this make each other slow, not the run fast.
  maxWorkers: 2,
  // Only against hanging: no test asserts how long it took, and a busy machine must not fail one.
  testTimeout: 120_000,
};
