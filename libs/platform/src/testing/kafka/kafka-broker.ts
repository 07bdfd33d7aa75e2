import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { steadyPort } from '../steady-port.js';
import { BrokerProcess, formatStorage } from './broker-process.js';
import type { KafkaInstallation } from './kafka-installation.js';

export interface KafkaBrokerOptions {
  /** Unset: a free port. */
  readonly port?: number;
  /** Where its data stays; unset: in a folder that goes with it. */
  readonly dataDir?: string;
  /** Properties of the broker beside or instead of the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Further words for the tool that formats the storage, e.g. `--add-scram`. */
  readonly format?: readonly string[];
}

/** A real Apache Kafka in KRaft mode, one node for everything, on 127.0.0.1. */
export class KafkaBroker {
  private process: BrokerProcess | undefined;

  private constructor(
    private readonly kafka: KafkaInstallation,
    /** host:port */
    readonly address: string,
    /** Its settings, and its data unless they stay. */
    readonly dir: string,
    private readonly keepsData: boolean,
  ) {}

  /** Resolves when it takes connections. It ends with this process, even by SIGKILL. */
  static async start(
    kafka: KafkaInstallation,
    { port, dataDir, settings = {}, format = [] }: KafkaBrokerOptions = {},
  ): Promise<KafkaBroker> {
    const dir = await mkdtemp(path.join(tmpdir(), 'muledger-kafka-'));
    const own = port ?? (await steadyPort());
    const logs = dataDir ?? path.join(dir, 'logs');
    const properties = { ...usual(own, await steadyPort(), logs), ...settings };
    const text = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(settingsIn(dir), text.join(''));
    const broker = new KafkaBroker(kafka, `127.0.0.1:${own}`, dir, dataDir !== undefined);
    try {
      await formatStorage(kafka, settingsIn(dir), ['--ignore-formatted', ...format]);
      await broker.restart();
    } catch (error) {
      await broker.stop();
      throw error;
    }
    return broker;
  }

  /** `kill -9`; what it has acknowledged is in its log, as a broker without fsync has it. */
  async kill(): Promise<void> {
    await this.process?.kill();
    this.process = undefined;
  }

  /** In order, to be started again. */
  async pause(): Promise<void> {
    await this.process?.stop();
    this.process = undefined;
  }

  /** Starts what is down, on its data and at its address. */
  async restart(): Promise<void> {
    this.process ??= await BrokerProcess.start(this.kafka, this.dir, settingsIn(this.dir));
  }

  /** Ends it and removes its data. May be called twice, also while it is down. */
  async stop(): Promise<void> {
    await (this.keepsData ? this.pause() : this.kill());
    await rm(this.dir, { recursive: true, force: true });
  }
}

const settingsIn = (dir: string): string => path.join(dir, 'server.properties');

const usual = (port: number, controllerPort: number, logs: string): Record<string, string> => ({
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
  'controller.listener.names': 'CONTROLLER',
  listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
  'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
  'log.dirs': logs,
  // As in most offices: a topic is made on purpose or not at all.
  'auto.create.topics.enable': 'false',
  'offsets.topic.replication.factor': '1',
  'offsets.topic.num.partitions': '1',
  'transaction.state.log.replication.factor': '1',
  'transaction.state.log.min.isr': '1',
  'transaction.state.log.num.partitions': '1',
  'group.initial.rebalance.delay.ms': '0',
});
