import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  startCrashablePostgres,
  type CrashablePostgres,
} from '../../../libs/platform/src/testing/crashable-postgres.js';
import { Program, type Ended } from '../../e2e/programs.js';
import { annual, DOCUMENT, LEDGER, openLedger, PROVINCE } from '../../e2e/story.js';
import { Installation } from '../installation.js';
import type { ServerProcess } from '../server-process.js';

const CLI = 'dist/apps/cli/src/main.js';
export const STREAM = 'ledger-330000';
const NO_TABLES = 'there is no table set to read';
const REBUILT_MS_MAX = 60_000;

export interface Answered {
  readonly status: number;
  readonly revision: number;
  readonly key: string;
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Server processes over a PostgreSQL that is put back to what it was. */
export class LostSite {
  private constructor(
    readonly postgres: CrashablePostgres,
    readonly installation: Installation,
    /** For files of the command line. */
    readonly dir: string,
  ) {}

  static async open(): Promise<LostSite> {
    const dir = await mkdtemp(path.join(tmpdir(), 'muledger-lost-'));
    const postgres = await startCrashablePostgres();
    return new LostSite(postgres, await Installation.open(postgres), dir);
  }

  async close(): Promise<void> {
    await this.installation.close();
    await this.postgres.stop();
    await rm(this.dir, { recursive: true, force: true });
  }

  muledger(...args: readonly string[]): Promise<Ended> {
    const { databaseUrl: MULEDGER_DATABASE_URL } = this.installation;
    return new Program(CLI, args, { MULEDGER_DATABASE_URL, MULEDGER_DATA: this.dir }).ended;
  }

  openLedger(server: ServerProcess): Promise<void> {
    const { installation } = this;
    return openLedger({
      post: (as, to, key, body) => installation.post(server, as, to, key, body),
    });
  }

  issue(server: ServerProcess, key: string): Promise<Answered> {
    return this.post(server, 'issuances', key, {
      ...{ indicator: 'annual', planYear: 2017, planKind: 'pool', effectiveOn: '2017-03-01' },
      quantity: annual('100', '50', '20'),
    });
  }

  /** What everybody holds, once the read models are as far. */
  async balances(server: ServerProcess, minRevision: number): Promise<unknown> {
    const to = `${LEDGER}/balances?unit=330000&minRevision=${minRevision}`;
    const { status, text, body } = await this.installation.get(server, PROVINCE, to);
    if (status !== 200) throw new Error(text);
    return (body as { readonly rows: unknown }).rows;
  }

  /** Out of the lot that `issue` opened. */
  allocate(server: ServerProcess, issued: string): Promise<Answered> {
    return this.post(server, 'allocations', `of-${issued}`, {
      ...{ fromUnit: '330000', lot: `${issued}.1`, effectiveOn: '2017-04-01' },
      to: [{ unit: '330402', quantity: annual('10', '5', '2') }],
    });
  }

  /** Ranges of revisions that a server says were lost, in the order in which it heard of them. */
  async toldBy(server: ServerProcess): Promise<Range[]> {
    const { text } = await this.installation.get(server, PROVINCE, '/v1/health/ready');
    const words = new RegExp(`log-went-back: ${STREAM} lost revisions? (\\d+)(?: to (\\d+))?`, 'g');
    return Array.from(text.matchAll(words), ([, from, to]) => ({
      from: Number(from),
      to: Number(to ?? from),
    }));
  }

  /** Entry ids of the log with their revisions. @throws an id stands twice */
  async inLog(): Promise<Map<string, number>> {
    const rows = await this.installation.query<{ entry: string; revision: string }>(
      `select body::json->>'entryId' as entry, revision from event_store.events
        where stream = '${STREAM}' order by revision`,
    );
    const log = new Map(rows.map(({ entry, revision }) => [entry, Number(revision)]));
    if (log.size !== rows.length) throw new Error('an entry stands in the log twice');
    return log;
  }

  /**
   * Every entry can be folded, the read models say the same, no entry stands twice.
   * Waits while tables are made anew: until then the log has it all and nothing can be compared.
   */
  async assertWhole(): Promise<void> {
    const until = Date.now() + REBUILT_MS_MAX;
    for (;;) {
      const { code, stdout, stderr } = await this.muledger('doctor');
      const wrong = (stdout + stderr).split('\n').filter((line) => /✗|broken/.test(line));
      const isBuilding = wrong.length > 0 && wrong.every((line) => line.includes(NO_TABLES));
      if (!isBuilding || Date.now() > until) {
        expect({ code, wrong }).toEqual({ code: 0, wrong: [] });
        return;
      }
      await delay(500);
    }
  }

  private async post(
    server: ServerProcess,
    to: string,
    key: string,
    body: object,
  ): Promise<Answered> {
    const sent = { ...body, document: DOCUMENT };
    const answer = await this.installation.post(server, PROVINCE, `${LEDGER}/${to}`, key, sent);
    const { revision } = answer.body as { revision?: string };
    return { status: answer.status, revision: Number(revision ?? -1), key };
  }
}

/** While the database is away a request may fail in any way but with a word that it was recorded. */
export const until = async (try_: () => Promise<Answered>): Promise<Answered> => {
  for (;;) {
    const answer = await try_().catch(() => undefined);
    if (answer?.status === 201 || answer?.status === 200) return answer;
    await delay(100);
  }
};
