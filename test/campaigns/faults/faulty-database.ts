import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { startTcpProxy, type TcpProxy } from '../../../libs/event-store/src/testing/tcp-proxy.js';
import type { Random } from '../crash/random.js';
import type { DatabaseFault } from '../crash/site.js';
import { SmallDisk } from './small-disk.js';

/** Everything but our own connection is ended, as a failover does. */
const END_SESSIONS = `select pg_terminate_backend(pid) from pg_stat_activity
  where backend_type = 'client backend' and pid <> pg_backend_pid()`;

/** The two tables that every entry is written to. */
const WRITTEN = ['event_store.events', 'read.entries'];

/** Milliseconds a fault lasts. */
export interface Lasts {
  readonly min: number;
  readonly max: number;
}

/** A database behind proxies, and all that can go wrong with it while its server lives. */
export class FaultyDatabase {
  private constructor(
    private readonly front: TcpProxy,
    /** Another way to the same server. */
    private readonly other: TcpProxy,
    private readonly directUrl: string,
    private readonly lasts: Lasts,
    /** Where this process may not mount one, the error of a full disk is raised instead. */
    private readonly disk: SmallDisk | undefined,
  ) {}

  /** @param serverUrl of another database of the same server, as superuser */
  static async before(directUrl: string, serverUrl: string, lasts: Lasts): Promise<FaultyDatabase> {
    const disk = await SmallDisk.under(serverUrl, new URL(directUrl).pathname.slice(1));
    const [front, other] = [await startTcpProxy(directUrl), await startTcpProxy(directUrl)];
    return new FaultyDatabase(front, other, directUrl, lasts, disk);
  }

  get url(): string {
    return this.front.url;
  }

  /** Whether a full disk is one, or only the error of one. */
  get hasDisk(): boolean {
    return this.disk !== undefined;
  }

  async close(): Promise<void> {
    await this.front.close();
    await this.other.close();
    await this.disk?.close();
  }

  /** Resolves when the database is as it was; connections that went silent stay so. */
  async strike(fault: DatabaseFault, random: Random): Promise<void> {
    const lasts = this.lasts.min + random.below(this.lasts.max - this.lasts.min);
    const which = random.oneIn(2) ? 'all' : 'open';
    switch (fault) {
      case 'silence':
        this.front.silence('all');
        await pause(lasts);
        return this.front.restore();
      case 'requests-swallowed':
      case 'replies-swallowed':
        this.front.silence(which, fault === 'requests-swallowed' ? 'requests' : 'replies');
        if (which === 'all') await pause(lasts);
        return this.front.restore();
      case 'lost-connections':
        return this.front.silence('open');
      case 'cut':
        this.front.interrupt();
        await pause(lasts);
        return this.front.restore();
      case 'readdress':
        this.front.interrupt();
        await pause(random.below(this.lasts.min));
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

  private async diskFull(lasts: number): Promise<void> {
    if (this.disk === undefined) return this.diskCalledFull(lasts);
    await this.disk.fill();
    await pause(lasts);
    await this.disk.clear();
  }

  /** What the server answers, and what must be done about it, is the same. */
  private async diskCalledFull(lasts: number): Promise<void> {
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
