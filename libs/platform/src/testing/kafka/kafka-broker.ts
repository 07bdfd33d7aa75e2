import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
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
  /** How clients are met; PLAINTEXT when unset. */
  readonly protocol?: 'PLAINTEXT' | 'SASL_PLAINTEXT' | 'SASL_SSL';
  /** Properties of the broker beside or instead of the usual ones. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Further words for the tool that formats the storage, e.g. `--add-scram`. */
  readonly format?: readonly string[];
  /** Compiled to its best, for measurements; otherwise it starts with half the work. */
  readonly isMeasured?: boolean;
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
    private readonly isMeasured: boolean,
  ) {}

  /** Resolves when it takes connections. It ends with this process, even by SIGKILL. */
  static async start(
    kafka: KafkaInstallation,
    options: KafkaBrokerOptions = {},
  ): Promise<KafkaBroker> {
    const { port, dataDir, protocol = 'PLAINTEXT', settings = {}, format = [] } = options;
    const dir = await mkdtemp(path.join(tmpdir(), 'muledger-kafka-'));
    const own = port ?? (await steadyPort());
    const logs = dataDir ?? path.join(dir, 'logs');
    const properties = { ...usual(protocol, own, await steadyPort(), logs), ...settings };
    const text = Object.entries(properties).map(([name, value]) => `${name}=${value}\n`);
    await writeFile(settingsIn(dir), text.join(''));
    const broker = new KafkaBroker(
      kafka,
      `127.0.0.1:${own}`,
      dir,
      dataDir !== undefined,
      options.isMeasured ?? false,
    );
    try {
      await formatStorage(kafka, settingsIn(dir), ['--ignore-formatted', ...format]);
      if (!existsSync(kafka.archive)) await broker.writeArchive();
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
    const { archive } = this.kafka;
    this.process ??= await this.startWith(`-XX:SharedArchiveFile=${archive}`);
  }

  /** Lets a broker write down the classes it loads. Whoever else does the same writes the same. */
  private async writeArchive(): Promise<void> {
    const unfinished = path.join(this.dir, 'classes.jsa');
    this.process = await this.startWith(`-XX:ArchiveClassesAtExit=${unfinished}`);
    await this.pause();
    // Without it a broker starts as well, only slower.
    await copyFile(unfinished, `${this.kafka.archive}.${process.pid}`)
      .then(() => rename(`${this.kafka.archive}.${process.pid}`, this.kafka.archive))
      .catch(() => undefined);
  }

  private startWith(...options: readonly string[]): Promise<BrokerProcess> {
    return BrokerProcess.start(this.kafka, {
      dir: this.dir,
      settings: settingsIn(this.dir),
      options: this.isMeasured ? options : [...options, QUICK],
    });
  }

  /** Ends it and removes its data. May be called twice, also while it is down. */
  async stop(): Promise<void> {
    await (this.keepsData ? this.pause() : this.kill());
    await rm(this.dir, { recursive: true, force: true });
  }
}

const QUICK = '-XX:TieredStopAtLevel=1';

const settingsIn = (dir: string): string => path.join(dir, 'server.properties');

const usual = (
  protocol: string,
  port: number,
  controllerPort: number,
  logs: string,
): Record<string, string> => ({
  'process.roles': 'broker,controller',
  'node.id': '1',
  'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
  'controller.listener.names': 'CONTROLLER',
  'listener.security.protocol.map': `${protocol}:${protocol},CONTROLLER:PLAINTEXT`,
  'inter.broker.listener.name': protocol,
  listeners: `${protocol}://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
  'advertised.listeners': `${protocol}://127.0.0.1:${port}`,
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
