import { setTimeout as pause } from 'node:timers/promises';
import { KafkaBroker, type KafkaInstallation } from '#testing/kafka';
import { startTestPostgres } from '#testing/postgres';
import { OtherSystem, type ReadReply, type SentCommand } from '../../e2e/command-topic.js';
import { openProvince } from '../crash/campaign.js';
import { Random } from '../crash/random.js';
import { Installation } from '../installation.js';
import { rawLog } from '../raw-log.js';
import type { ServerProcess } from '../server-process.js';
import { Approvals } from './approvals.js';
import { examine, type Examined } from './examine.js';

/** What is killed: the only process, the same while it starts again too, one of two. */
export const VICTIMS = ['only', 'starting', 'one-of-two'] as const;
export type Victim = (typeof VICTIMS)[number];

const BURSTS = 6;
const BURST_MS = 40;
const KILL_MS_MAX = 300;
const EARLY_MS_MAX = 1_500;
const LOOKS_MAX = 600;

export interface IntakeCampaignOptions {
  readonly kafka: KafkaInstallation;
  readonly rounds: number;
  readonly seed: number;
  /** Commands of a round. */
  readonly commands: number;
  readonly onRound?: (round: IntakeRound) => void;
}

export interface IntakeRound extends Examined {
  readonly victim: Victim;
  /** Messages of the round that were answered when the process was killed. */
  readonly answeredBefore: number;
  readonly commands: number;
}

/** Plays rounds until one finds a fault. Whatever happens, processes and data are gone afterwards. */
export const playIntakeCampaign = async (
  options: IntakeCampaignOptions,
): Promise<IntakeRound[]> => {
  const { kafka, rounds, seed, onRound } = options;
  const postgres = await startTestPostgres();
  let broker: KafkaBroker | undefined;
  let site: Site | undefined;
  try {
    broker = await KafkaBroker.start(kafka);
    site = await Site.open(await Installation.open(postgres), broker.address, seed);
    const played: IntakeRound[] = [];
    for (let n = 0; n < rounds && (played.at(-1)?.faults ?? []).length === 0; n += 1) {
      const victim = VICTIMS[n % VICTIMS.length] ?? 'only';
      const round = await site.play(victim, options.commands, new Random(seed, n));
      played.push(round);
      onRound?.(round);
    }
    return played;
  } finally {
    await site?.close().catch(() => undefined);
    await broker?.stop();
    await postgres.stop();
  }
};

/** Processes that take commands in, and the systems of three counties that send them. */
class Site {
  private readonly sent: SentCommand[] = [];

  private constructor(
    private readonly installation: Installation,
    private readonly broker: string,
    private server: ServerProcess,
    private readonly office: OtherSystem,
    private readonly systems: readonly Approvals[],
  ) {}

  static async open(installation: Installation, broker: string, seed: number): Promise<Site> {
    try {
      const server = installation.begin('api', broker, { takesIn: true });
      await server.ready;
      const { counties } = await openProvince(installation, server);
      const systems = await Promise.all(
        counties.map(async (county, n) => {
          const token = await installation.token(`county@${county.code}`);
          return new Approvals(county, token, new Random(seed, n, 7));
        }),
      );
      const office = await OtherSystem.open(broker);
      return new Site(installation, broker, server, office, systems);
    } catch (error) {
      await installation.close();
      throw error;
    }
  }

  async play(victim: Victim, commands: number, random: Random): Promise<IntakeRound> {
    const before = this.sent.length;
    const other = victim === 'one-of-two' ? await this.start() : undefined;
    const killing = pause(random.below(KILL_MS_MAX)).then(() => this.server.kill());
    await this.send(commands);
    await killing;
    const answeredBefore = (await this.office.replies()).length - before;
    this.server = other ?? (await this.restart(victim, random));
    const { sent } = this;
    const replies = await this.office.repliesWhen((all) => areAnswered(sent, all), LOOKS_MAX);
    const examined = examine(sent, replies, await rawLog(this.installation));
    const faults = [...examined.faults, ...this.server.complaints];
    return { ...examined, faults, victim, answeredBefore, commands: sent.length };
  }

  async close(): Promise<void> {
    await this.office.close();
    await this.installation.close();
  }

  /** In bursts: the kill meets some that are taken, some that are on their way and some that are not sent. */
  private async send(commands: number): Promise<void> {
    for (let burst = 0; burst < BURSTS; burst += 1) {
      const of = Array.from({ length: Math.ceil(commands / BURSTS) }, (_, n) =>
        this.systems[n % this.systems.length]?.next(),
      ).filter((one) => one !== undefined);
      await this.office.send(...of);
      this.sent.push(...of);
      await pause(BURST_MS);
    }
  }

  private async start(): Promise<ServerProcess> {
    const server = this.installation.begin('api', this.broker, { takesIn: true });
    await server.ready;
    return server;
  }

  private async restart(victim: Victim, random: Random): Promise<ServerProcess> {
    if (victim === 'starting') {
      const early = this.installation.begin('api', this.broker, { takesIn: true });
      await pause(random.below(EARLY_MS_MAX));
      await early.kill();
    }
    return this.start();
  }
}

/** One by one: what is told again after a kill is no answer to another. */
const areAnswered = (sent: readonly SentCommand[], replies: readonly ReadReply[]): boolean => {
  const open = new Map<string, number>();
  for (const { id } of sent) open.set(id, (open.get(id) ?? 0) + 1);
  for (const { id } of replies) open.set(id, (open.get(id) ?? 0) - 1);
  return [...open.values()].every((left) => left <= 0);
};
