/** Jest runs the workspace as ES modules; swc strips the types. Run with `node --experimental-vm-modules`. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  // Fixtures of the house rules are files that break something on purpose.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/house/fixtures/'],
  modulePathIgnorePatterns: ['<rootDir>/test/house/fixtures/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  // Far above what a test takes: a machine that others use as well must not turn one red.
  testTimeout: 240_000,
};
