import { StoreRefuses, StoreUnavailable } from '#event-store';
import type { LogServer } from './event-log.js';
import { waitUntilAnswers, type Patience } from './wait-until-answers.js';

/** Resolves when the server of the log answers. @throws {StartError} */
export const waitForLog = (server: LogServer, patience: Patience): Promise<void> =>
  waitUntilAnswers({
    ...patience,
    what: 'event store',
    place: server.place,
    tryOnce: () => server.assertAnswers(),
    isHopeless: (error) => error instanceof StoreRefuses || !(error instanceof StoreUnavailable),
    hint: 'Is it running, and is EVENTSTORE_URL right (it needs tls=false without TLS)?',
  });
