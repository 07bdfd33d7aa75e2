import { events } from './001-events.js';
import { snapshots } from './002-snapshots.js';
import { home } from './003-home.js';
import { ground } from './004-ground.js';
import type { Migration } from './migration.js';

/** In the order they are applied. */
export const migrations: readonly Migration[] = [events, snapshots, home, ground];
