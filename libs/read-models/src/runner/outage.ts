/** Beside the runner for those who wait for its tables. */
export { isOutage } from '#event-store';
