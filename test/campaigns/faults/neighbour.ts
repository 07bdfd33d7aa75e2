import { setTimeout as pause } from 'node:timers/promises';
import { annual, DOCUMENT, OPERATOR, POLICY_ROWS } from '../../e2e/story.js';
import type { Answer } from '../../e2e/door.js';
import type { Random } from '../crash/random.js';
import type { Installation } from '../installation.js';
import type { ServerProcess } from '../server-process.js';

const OPENS_ON = '2017-03-01';
const DAY_MS = 86_400_000;
/** Milliseconds between two tries of a command without an answer, and how many are made. */
const AGAIN = 250;
const TRIES_MAX = 400;

export interface Sent {
  readonly as: string;
  readonly path: string;
  readonly key: string;
  readonly body: object;
}

/** The way to the processes of the campaign. */
export interface Doors {
  readonly installation: Installation;
  readonly doorCount: number;
  door(n: number): ServerProcess;
}

/** One of the ledgers beside the one that the clerks work on, and what it was told. */
export class Neighbour {
  /** Acknowledged revision by entry id. */
  readonly recorded = new Map<string, string>();
  readonly faults: string[] = [];
  /** Commands that wait for an answer, for whoever asks why a round does not end. */
  readonly waiting = new Map<string, string>();
  private readonly reserved: string[] = [];
  private made = 0;
  private day = Date.parse(OPENS_ON);

  constructor(
    private readonly doors: Doors,
    readonly ledger: string,
  ) {}

  get county(): string {
    return `${this.ledger.slice(0, 2)}0402`;
  }

  get path(): string {
    return `/v1/ledgers/${this.ledger}`;
  }

  /** A ledger with a county that has something, opened through one door and looked at through the next. */
  async open(n: number): Promise<void> {
    const province = `province@${this.ledger}`;
    const city = `${this.ledger.slice(0, 2)}0400`;
    const common = { effectiveOn: OPENS_ON, document: DOCUMENT };
    const opened = await this.send(n, {
      ...{ as: province, path: '/v1/ledgers', key: `open-${this.ledger}` },
      body: { unit: this.ledger, opensOn: OPENS_ON, clock: 'driven' },
    });
    await this.isThereFor(n + 1, opened);
    const units = [
      { code: city, name: '市', level: 'city', parent: this.ledger },
      { code: this.county, name: '县', level: 'county', parent: city },
    ];
    const steps: readonly (readonly [string, object])[] = [
      ['units', { units }],
      ['policies', { version: '1', from: OPENS_ON, rows: POLICY_ROWS, document: DOCUMENT }],
      [
        'issuances',
        {
          ...{ indicator: 'annual', planYear: 2017, planKind: 'pool', ...common },
          quantity: annual('400000', '200000', '100000'),
        },
      ],
      [
        'allocations',
        {
          ...{ fromUnit: this.ledger, lot: 'issuances.1', ...common },
          to: [{ unit: this.county, quantity: annual('300000', '150000', '75000') }],
        },
      ],
    ];
    for (const [kind, body] of steps)
      await this.send(n, { as: province, path: `${this.path}/${kind}`, key: kind, body });
  }

  /** Reserves, or uses or releases what was reserved; whoever answers, it is the same command until it is answered. */
  async work(n: number, random: Random): Promise<void> {
    const reservation = random.oneIn(2) ? this.reserved.pop() : undefined;
    if (reservation === undefined) {
      await this.reserve(n);
      return;
    }
    const own = { as: `county@${this.county}` };
    if (random.oneIn(2))
      await this.send(n, {
        ...{ ...own, path: `${this.path}/releases`, key: this.id() },
        body: { reservation, effectiveOn: OPENS_ON, document: DOCUMENT },
      });
    else
      await this.send(n, {
        ...{ ...own, path: `${this.path}/consumptions`, key: this.id() },
        body: {
          unit: this.county,
          draws: [{ reservation, lot: 'allocations.1', quantity: SMALL }],
          approval: { number: `示例字〔2017〕${reservation}号`, date: OPENS_ON },
          ...{ final: true, document: DOCUMENT },
        },
      });
  }

  async reserve(n: number): Promise<string> {
    const key = this.id();
    await this.send(n, this.reservation(key));
    this.reserved.push(key);
    return key;
  }

  /** One try through one door. Whether it was recorded. */
  async writeOnce(n: number, key: string): Promise<string> {
    const { status, body, text } = await this.post(n, this.reservation(key));
    if (status !== 200 && status !== 201) return `${status} ${text.slice(0, 80)}`;
    this.note(key, body);
    return 'live';
  }

  /** All in one append. */
  async burst(n: number, lines: number): Promise<void> {
    const ids = Array.from({ length: lines }, () => this.id());
    const { body } = await this.settle(n, {
      ...{ as: `county@${this.county}`, path: `${this.path}/batches`, key: this.id() },
      body: {
        atomic: true,
        entries: ids.map((entryId) => ({
          ...{ kind: 'reservations', entryId, ...this.reservation(entryId).body },
        })),
      },
    });
    const { results = [] } = body as {
      readonly results?: readonly { readonly entryId: string; readonly revision?: string }[];
    };
    for (const line of results) this.note(line.entryId, line);
  }

  /**
   * A process that has not heard of what another one has recorded a moment ago decides by it all the same: the default
   * of a date, a reservation, the place of a stream.
   */
  async staleChecks(n: number): Promise<void> {
    const other = n + 1;
    this.day += DAY_MS;
    const date = new Date(this.day).toISOString().slice(0, 10);
    await this.send(n, {
      ...{ as: OPERATOR, path: `${this.path}/days`, key: `day:${date}`, body: { date } },
    });
    const freeze = { unit: this.county, reason: '整改', document: DOCUMENT };
    await this.dry(other, { as: `province@${this.ledger}`, path: 'freezes', body: freeze }, date);
    const reservation = await this.reserve(n);
    const revision = this.recorded.get(reservation) ?? '';
    const release = { reservation, effectiveOn: OPENS_ON, document: DOCUMENT };
    await this.dry(
      other,
      { as: `county@${this.county}`, path: 'releases', body: release },
      OPENS_ON,
    );
    await this.isThereFor(other, revision);
  }

  private id(): string {
    this.made += 1;
    return `n-${this.made}`;
  }

  private reservation(key: string): Sent {
    return {
      ...{ as: `county@${this.county}`, path: `${this.path}/reservations`, key },
      body: {
        ...{ unit: this.county, project: `P-${key}`, expiresOn: '2017-12-31' },
        draws: [{ lot: 'allocations.1', quantity: SMALL }],
        effectiveOn: OPENS_ON,
      },
    };
  }

  private async dry(n: number, asked: Omit<Sent, 'key'>, on: string): Promise<void> {
    const path = `${this.path}/${asked.path}?dryRun=true`;
    const { status, body, text } = await this.post(n, { ...asked, path, key: this.id() });
    const { effectiveOn } = body as { readonly effectiveOn?: string };
    if (status !== 200 || effectiveOn !== on)
      this.faults.push(
        `${this.ledger}: a dry run of ${asked.path} on ${on} through door ${n} says ${status} ${text}`,
      );
  }

  private async isThereFor(n: number, revision: string): Promise<void> {
    const ask = async (path: string, headers: object): Promise<void> => {
      const { installation } = this.doors;
      const authorization = `Bearer ${await installation.token(`auditor@${this.ledger}`)}`;
      const answer = await fetch(`${this.door(n).url}${this.path}${path}`, {
        headers: { authorization, ...headers },
        signal: AbortSignal.timeout(20_000),
      });
      await answer.body?.cancel();
      if (answer.status !== 200)
        this.faults.push(
          `${this.ledger}: ${path} through door ${n} right after revision ${revision}: ${answer.status}`,
        );
    };
    await ask('/stream', { 'last-event-id': `r${revision}` });
    await ask(`/balances?unit=${this.ledger}&minRevision=${revision}`, {});
  }

  private async send(n: number, sent: Sent): Promise<string> {
    const { body } = await this.settle(n, sent);
    return this.note(sent.key, body);
  }

  private note(key: string, body: unknown): string {
    const { revision = '' } = body as { readonly revision?: string };
    const before = this.recorded.get(key);
    if (before !== undefined && before !== revision)
      this.faults.push(`${this.ledger}: ${key} at ${before}, then at ${revision}`);
    this.recorded.set(key, revision);
    return revision;
  }

  /** Through one door and the next until it is answered. */
  private async settle(n: number, sent: Sent): Promise<Answer> {
    const what = `${this.ledger} ${sent.path} ${sent.key}`;
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      this.waiting.set(sent.key, `${what}, try ${tries + 1}`);
      const answer = await this.post(n + tries, sent).catch(() => undefined);
      if (answer !== undefined && answer.status !== 503 && answer.status !== 429) {
        this.waiting.delete(sent.key);
        if (answer.status !== 200 && answer.status !== 201)
          throw new Error(`${what}: ${answer.status} ${answer.text}`);
        return answer;
      }
      await pause(AGAIN);
    }
    throw new Error(`${what} was never answered`);
  }

  private post(n: number, { as, path, key, body }: Sent): Promise<Answer> {
    return this.doors.installation.post(this.door(n), as, path, key, body);
  }

  private door(n: number): ServerProcess {
    return this.doors.door(n % this.doors.doorCount);
  }
}

const SMALL = annual('4', '2', '1');
