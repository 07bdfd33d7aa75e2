import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startTcpProxy, type TcpProxy } from '../../../libs/event-store/src/testing/tcp-proxy.js';
import type { Random } from '../crash/random.js';
import type { Fault } from '../crash/site.js';

/** Milliseconds a fault lasts. */
const LASTS_MIN = 2_000;
const LASTS_MAX = 7_000;

/** Everything but our own connection is ended, as a failover does. */
const END_SESSIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where backend_type = 'client backend' and pid <> pg_backend_pid()`;

/** The two tables that every entry is written to. */
const WRITTEN = ['event_store.events', 'read.entries'];

/** A database behind proxies, and all that can go wrong with it while its server lives. */
export class FaultyDatabase {
  private constructor(
    private readonly front: TcpProxy,
    /** Another way to the same server. */
    private readonly other: TcpProxy,
    private readonly directUrl: string,
  ) {}

  static async before(directUrl: string): Promise<FaultyDatabase> {
    const [front, other] = [await startTcpProxy(directUrl), await startTcpProxy(directUrl)];
    return new FaultyDatabase(front, other, directUrl);
  }

  get url(): string {
    return this.front.url;
  }

  async close(): Promise<void> {
    await this.front.close();
    await this.other.close();
  }

  /** Resolves when the database is as it was; connections that went silent stay so. */
  async strike(fault: Exclude<Fault, 'streams'>, random: Random): Promise<void> {
    const lasts = LASTS_MIN + random.below(LASTS_MAX - LASTS_MIN);
    switch (fault) {
      case 'silence':
        this.front.silence('all');
        await pause(lasts);
        return this.front.restore();
      case 'half-silence':
        return this.front.silence('open');
      case 'cut':
        this.front.interrupt();
        await pause(lasts);
        return this.front.restore();
      case 'readdress':
        this.front.interrupt();
        await pause(random.below(LASTS_MIN));
        this.front.readdress(random.oneIn(2) ? this.other.url : this.directUrl);
        return this.front.restore();
      case 'read-only':
        return this.readOnly(lasts);
      case 'disk-full':
        return this.diskFull(lasts);
    }
  }

  private async readOnly(lasts: number): Promise<void> {
    await this.run('alter system set default_transaction_read_only = on');
    await this.run('select pg_reload_conf()');
    await this.run(END_SESSIONS);
    await pause(lasts);
    await this.run('alter system reset default_transaction_read_only');
    await this.run('select pg_reload_conf()');
    await this.run(END_SESSIONS);
  }

  /**
   * Raises the error of a full disk where entries are written. A disk of its own that can be filled needs rights over the
   * machine; what the server answers, and what must be done about it, is the same.
   */
  private async diskFull(lasts: number): Promise<void> {
    await this
      .run(`create or replace function public.disk_full() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$`);
    await this.run('grant execute on function public.disk_full() to public');
    for (const table of WRITTEN)
      await this.run(`create trigger aa_disk_full before insert on ${table}
        for each statement execute function public.disk_full()`);
    await pause(lasts);
    for (const table of WRITTEN) await this.run(`drop trigger aa_disk_full on ${table}`);
  }

  /** One statement as the superuser, on a session that may write whatever the database says. */
  private async run(sql: string): Promise<void> {
    const client = new pg.Client({
      connectionString: this.directUrl,
      options: '-c default_transaction_read_only=off',
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  }
}
