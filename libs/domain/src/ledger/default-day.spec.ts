import { addDays, formatDay } from '../calendar/index.js';
import { LEDGERS_DAY } from './entry.js';
import { allocatedLedger, asked, document } from './testing/index.js';

it('H-16 takes the day of the ledger at the decision where a command leaves it to the ledger', () => {
  const world = allocatedLedger();
  const command = asked(world, 'Freeze', {
    ...{ entryId: 'f', unit: '330402', reason: '整改', effectiveOn: LEDGERS_DAY },
    ...{ withSubtree: false, exceptions: [], document: document() },
  });
  // The command was made before this day.
  world.advanceTo(formatDay(addDays(world.state.head.day, 3)));
  expect(world.post(command).last().data.effectiveOn).toBe(world.today());
});
