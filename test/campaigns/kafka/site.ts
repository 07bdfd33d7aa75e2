import { setTimeout as pause } from 'node:timers/promises';
import { createDatabase, type TestPostgres } from '#testing/postgres';
import { KafkaBroker, type KafkaInstallation } from '#testing/kafka';
import type { Random } from '../crash/random.js';
import { Installation } from '../installation.js';
import type { ServerProcess } from '../server-process.js';
import { Guest } from './guest.js';

/** Who is killed; `all`: broker, publisher and guest at once. */
export const VICTIMS = ['broker', 'publisher', 'all', 'guest'] as const;
export type Victim = (typeof VICTIMS)[number];

const JITTER_MS_MAX = 40;
const EARLY_MS_MAX = 1_500;

/** A server that takes commands and is left alone; a publisher, a broker and a guest that are not. */
export class Site {
  readonly kills = { broker: 0, publisher: 0, guest: 0, starting: 0 };

  private constructor(
    readonly installation: Installation,
    readonly door: ServerProcess,
    readonly broker: KafkaBroker,
    readonly guest: Guest,
    private publisher: ServerProcess,
  ) {}

  static async open(
    postgres: TestPostgres,
    kafka: KafkaInstallation,
    units: readonly string[],
  ): Promise<Site> {
    const broker = await KafkaBroker.start(kafka);
    const installation = await Installation.open(postgres);
    try {
      const door = await installation.start('all');
      const publisher = await installation.start('publisher', broker.address);
      const guest = new Guest(await createDatabase(postgres), broker.address, units);
      guest.start();
      return new Site(installation, door, broker, guest, publisher);
    } catch (error) {
      await installation.close();
      await broker.stop();
      throw error;
    }
  }

  /** `kill -9` at a moment nobody chose. */
  async kill(victim: Victim, random: Random): Promise<void> {
    await pause(random.below(JITTER_MS_MAX));
    await Promise.all([
      victim === 'broker' || victim === 'all' ? this.broker.kill() : undefined,
      victim === 'publisher' || victim === 'all' ? this.publisher.kill() : undefined,
      victim === 'guest' || victim === 'all' ? this.guest.kill() : undefined,
    ]);
    for (const one of ['broker', 'publisher', 'guest'] as const)
      if (victim === one || victim === 'all') this.kills[one] += 1;
  }

  /** Starts again what was killed, all at once; now and then the publisher is killed once more while it starts. */
  async restart(random: Random): Promise<void> {
    if (!this.guest.alive) this.guest.start();
    const starting = this.publisher.alive ? undefined : this.restartPublisher(random);
    await Promise.all([this.broker.restart(), starting]);
  }

  /** What ended although nobody killed it, and defects that were told of. */
  get faults(): string[] {
    const { guest, publisher, door } = this;
    return [
      ...(guest.alive ? [] : [`the guest ended by itself\n${guest.said}`]),
      ...(publisher.alive ? [] : [`the publisher ended by itself\n${publisher.said}`]),
      ...[guest, publisher, door].flatMap(({ complaints }) => complaints),
    ];
  }

  async close(): Promise<void> {
    try {
      await this.guest.kill();
      await this.installation.close();
    } finally {
      await this.broker.stop();
    }
  }

  private async restartPublisher(random: Random): Promise<void> {
    const { installation, broker } = this;
    if (random.oneIn(3)) {
      const early = installation.begin('publisher', broker.address);
      await pause(random.below(EARLY_MS_MAX));
      await early.kill();
      this.kills.starting += 1;
    }
    this.publisher = await installation.start('publisher', broker.address);
  }
}
