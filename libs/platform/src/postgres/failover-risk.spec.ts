import { failoverRisk } from './failover-risk.js';

const DURABLE = { fsync: 'on', pages: 'on', commit: 'on', names: '' };
const risk = (settings: object, standbys: object = { all: 0, waited_for: 0, unseen: 0 }) =>
  failoverRisk(async (sql) => [
    { ...(sql.includes('pg_stat_replication') ? standbys : { ...DURABLE, ...settings }) },
  ]);

describe('L-02 what can lose acknowledged entries', () => {
  it('nothing on a server that is alone and durable, or waits for a standby', async () => {
    expect(await risk({})).toBeUndefined();
    const names = 'ANY 1 (*)';
    expect(await risk({ names }, { all: 2, waited_for: 2, unseen: 0 })).toBeUndefined();
    // A role that may not see the state of standbys.
    expect(await risk({ names }, { all: 1, waited_for: 0, unseen: 1 })).toBeUndefined();
  });

  it.each([
    [{ fsync: 'off' }, {}, /fsync=off/],
    [{ pages: 'off' }, {}, /full_page_writes=off/],
    [{ commit: 'off' }, {}, /synchronous_commit=off/],
    [{}, { all: 1, waited_for: 0, unseen: 0 }, /^1 standby and none .* synchronous_standby_names/],
    [{ names: 'a', commit: 'local' }, { all: 1, waited_for: 0, unseen: 0 }, /=local/],
    [{ names: 'a' }, { all: 0, waited_for: 0, unseen: 0 }, /no such standby is connected/],
  ])('%j with %j', async (settings, standbys, words) =>
    expect(await risk(settings, standbys)).toMatch(words),
  );
});
