export * from './builders.js';
export * from './reading.js';
export * from './shorthand.js';
export { World } from './world.js';
