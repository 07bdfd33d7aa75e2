/** Answers one statement. */
type Ask = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/**
 * How an entry that was acknowledged can be lost, in words for who runs the database; undefined when it cannot, as far as
 * this server tells. A standby that is late takes the place of the log with everything it has not received.
 */
export const failoverRisk = async (ask: Ask): Promise<string | undefined> => {
  const [settings = {}] = await ask(
    `select current_setting('fsync') as fsync, current_setting('full_page_writes') as pages,
       current_setting('synchronous_commit') as commit,
       current_setting('synchronous_standby_names') as names`,
  );
  const { fsync, pages, commit, names } = settings;
  if (fsync !== 'on' || pages !== 'on')
    return `the server runs with fsync=${String(fsync)}, full_page_writes=${String(pages)}: a power cut loses what was acknowledged. Set both on`;
  if (commit === 'off')
    return 'the server runs with synchronous_commit=off: a crash loses what was acknowledged. Set it on';
  const [standbys = {}] = await ask(
    `select count(*)::int as all, count(*) filter (where sync_state in ('sync', 'quorum'))::int as waited_for,
       count(*) filter (where sync_state is null)::int as unseen from pg_stat_replication`,
  );
  const { all, waited_for: waitedFor, unseen } = standbys;
  if (all === 0 && names === '') return undefined;
  const remedy =
    'Name one in synchronous_standby_names, for example ANY 1 (*), with synchronous_commit=on, and fail over to no other';
  if (names === '')
    return `${String(all)} standby${all === 1 ? '' : 's'} and none that is waited for: a failover loses what was acknowledged and not received. ${remedy}`;
  if (commit === 'local')
    return `the server runs with synchronous_commit=local: no standby is waited for, and a failover loses what was acknowledged. ${remedy}`;
  if (waitedFor === 0 && unseen === 0)
    return `synchronous_standby_names is ${String(names)}, and no such standby is connected: appends wait for one. Start it`;
  return undefined;
};
