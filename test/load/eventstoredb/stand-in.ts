/** The stand-in as a process of its own, as a server would be: what it takes of the processor is not the client's. */
import { startStandIn } from '#testing/eventstoredb';

const standIn = await startStandIn();
process.once('disconnect', () => process.exit());
process.send?.(standIn.url);
