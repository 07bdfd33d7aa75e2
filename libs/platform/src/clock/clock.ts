/** The wall clock as a port: what needs the time is given one, so that tests can hold it still. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
