import type { Membership } from './stand-in-gossip.js';
import { StandInLog } from './stand-in-log.js';
import { startStandIn, type StandIn } from './stand-in.js';

/** Several nodes with one log; one of them leads and takes the calls that want the leader. */
export class StandInCluster implements Membership {
  readonly log = new StandInLog();
  private leader = 0;

  private constructor(readonly nodes: StandIn[]) {}

  static async start(count: number): Promise<StandInCluster> {
    const cluster = new StandInCluster([]);
    for (let started = 0; started < count; started++)
      cluster.nodes.push(await startStandIn({ log: cluster.log, cluster }));
    return cluster;
  }

  get url(): string {
    return `esdb://${this.ports()
      .map((port) => `127.0.0.1:${port}`)
      .join(',')}?tls=false`;
  }

  elect(node: number): void {
    this.leader = node;
  }

  ports(): readonly number[] {
    return this.nodes.map(({ port }) => port);
  }

  leaderPort(): number {
    return this.nodes[this.leader]?.port ?? 0;
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }
}
