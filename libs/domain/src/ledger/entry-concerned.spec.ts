import { asked, allocatedLedger } from './testing/index.js';
import { entryConcerned } from './entry-concerned.js';

it('H-19 names the suspension that a resumption ends', () => {
  const world = allocatedLedger();
  world.post(asked(world, 'SuspendPosting', { entryId: 'sus', reason: 'x' }));
  world.post(asked(world, 'ResumePosting', { entryId: 'res', reason: 'x' }));
  const resumed = world.events.at(-1);
  expect(resumed?.type).toBe('PostingResumed');
  expect(resumed && entryConcerned(resumed)).toBe('sus');
});
