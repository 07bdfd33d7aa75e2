import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rmdir, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);
const TABLESPACE = 'small_disk';
const ROOMY = '2g';
/** Bytes that are left over with each try to find how many are used. */
const BLOCKS = 64 * 1024;
const TRIES_MAX = 20;

/** A disk of its own for a database, which can be filled to the last byte. */
export class SmallDisk {
  private constructor(private readonly place: string) {}

  /**
   * Moves a database that nobody uses yet. Mounting needs rights over the machine: nothing where this process has none.
   * @param serverUrl of another database of the server, as superuser
   */
  static async under(serverUrl: string, database: string): Promise<SmallDisk | undefined> {
    const place = await mkdtemp(path.join(tmpdir(), 'muledger-small-disk-'));
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    try {
      const { rows } = await client.query<{ data: string }>(
        "select current_setting('data_directory') as data",
      );
      const { uid, gid } = await stat(rows[0]?.data ?? '');
      await chmod(place, 0o755);
      const options = `size=${ROOMY},uid=${uid},gid=${gid},mode=700`;
      try {
        await run('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', place]);
      } catch {
        await rmdir(place);
        return undefined;
      }
      const disk = new SmallDisk(place);
      await client.query(`create tablespace ${TABLESPACE} location '${place}'`);
      await client.query(`alter database ${database} set tablespace ${TABLESPACE}`);
      return disk;
    } finally {
      await client.end();
    }
  }

  /** Leaves no more blocks than are used, or a few: it may be written to while it is asked. */
  async fill(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      const { stdout } = await run('df', ['--output=used', '--block-size=1', this.place]);
      const used = Number(stdout.trim().split('\n').at(-1));
      try {
        return await this.resize(String(used + tries * BLOCKS));
      } catch (error) {
        if (tries === TRIES_MAX) throw error;
      }
    }
  }

  async clear(): Promise<void> {
    await this.resize(ROOMY);
  }

  async close(): Promise<void> {
    // Its server may still be ending.
    await run('umount', ['-l', this.place]);
    await rmdir(this.place);
  }

  private async resize(size: string): Promise<void> {
    await run('mount', ['-o', `remount,size=${size}`, this.place]);
  }
}
