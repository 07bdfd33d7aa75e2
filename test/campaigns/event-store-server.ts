import { startStandIn, type StandIn } from '#testing/eventstoredb';
import { isEmptyServer } from './raw-log.js';

/** The EventStoreDB that the servers of an installation keep their log in. It outlives all of them. */
export interface EventStoreServer {
  readonly url: string;
  /** What can be made to go wrong between it and the servers; nothing on a real one. */
  readonly faults?: Pick<StandIn, 'cutAtNextAppend' | 'interrupt' | 'restore'>;
  stop(): Promise<void>;
}

/**
 * A stand-in in this process, or the real server of a URL, whose log becomes that of the campaign and stays in it:
 * nobody can take a log away without its damage being found.
 * @throws {Error} the real one holds something already
 */
export const openEventStoreServer = async (url: string | undefined): Promise<EventStoreServer> => {
  if (url === undefined) {
    const standIn = await startStandIn();
    return { url: standIn.url, faults: standIn, stop: () => standIn.stop() };
  }
  if (!(await isEmptyServer(url)))
    throw new Error('EVENTSTORE_URL must name an empty server that can be thrown away afterwards');
  return { url, stop: async () => undefined };
};
