export * from './builders.js';
export * from './reading.js';
export { World } from './world.js';
