import type { RoundPlan } from './round.js';
import { FAULTS, type Site, type Victim } from './site.js';

/** What stands on the ledger, and what happens to it. */
export interface Plan {
  /** What keeps the log. */
  readonly engine: 'postgres' | 'eventstoredb';
  readonly processes: Parameters<Site['open']>[0];
  /** From the second half of the rounds on. */
  readonly processesLater: Parameters<Site['open']>[0];
  /** By turns. */
  readonly victims: readonly Victim[];
  readonly restart: RoundPlan['restart'];
}

/** Everything that can be killed, and nothing answers until it stands again. */
export const CRASHES: Plan = {
  engine: 'postgres',
  processes: ['all'],
  processesLater: ['all', 'api'],
  victims: ['server', 'database', 'both', 'backend'],
  restart: 'when-the-load-ends',
};

/** Two processes that answer and two that follow the log; one of them falls while the load goes on. */
export const PROCESSES: Plan = {
  engine: 'postgres',
  processes: ['worker', 'worker', 'api', 'api'],
  processesLater: ['worker', 'worker', 'api', 'api'],
  victims: ['server', 'worker', 'server'],
  restart: 'at-once',
};

/** Two processes that both answer and follow the log, and a database that lives and misbehaves. */
export const FAULTS_OF_HOSTS: Plan = {
  engine: 'postgres',
  processes: ['all', 'all'],
  processesLater: ['all', 'all'],
  victims: [...FAULTS, 'database', 'server'],
  restart: 'at-once',
};

/** The log is elsewhere: what reads it, what it is read into, and the way to it fall one after the other. */
export const CRASHES_ON_EVENTSTOREDB: Plan = {
  ...CRASHES,
  engine: 'eventstoredb',
  victims: ['server', 'log', 'answer', 'database', 'request', 'both'],
};

/** Two sequencers that know of each other by the expected revision only; cut off both at once, or one falls. */
export const PROCESSES_ON_EVENTSTOREDB: Plan = {
  ...PROCESSES,
  engine: 'eventstoredb',
  victims: ['server', 'answer', 'worker', 'log'],
};

/** As it can be played on a real server, which goes on whatever happens to us. */
export const onRealServer = (plan: Plan): Plan => ({
  ...plan,
  victims: plan.victims.filter((victim) => !['request', 'answer', 'log'].includes(victim)),
});
