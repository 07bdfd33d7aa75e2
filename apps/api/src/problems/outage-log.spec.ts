import { StoreUnavailable } from '#event-store';
import { OutageLog } from './outage-log.js';

it('H-05 tells a cause once in a while, and how many requests it failed', () => {
  const lines: unknown[] = [];
  let now = 0;
  const warn = (facts: unknown) => void lines.push(facts);
  const log = new OutageLog({ warn, error: warn }, () => now);
  const cause = new Error('sorry, too many clients already');
  for (let n = 0; n < 3; n += 1) log.tell(new StoreUnavailable('no connection', { cause }));
  now = 20_000;
  log.tell(new StoreUnavailable('no connection', { cause }));
  expect(lines).toEqual([{ cause: cause.message }, { cause: cause.message, alike: 2 }]);
});
