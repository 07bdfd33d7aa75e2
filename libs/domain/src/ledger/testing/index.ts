export * from './builders.js';
export * from './reading.js';
export * from './shorthand.js';
export { collidingFingerprints, plainFingerprints } from '../../table/testing/index.js';
export { World } from './world.js';
