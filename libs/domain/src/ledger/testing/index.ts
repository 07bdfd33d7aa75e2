export * from './builders.js';
export { World } from './world.js';
