import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import services from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import type { IGossipServer } from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import type { Server } from '@grpc/grpc-js';

/** Who belongs to a cluster, and who of them leads it. */
export interface Membership {
  ports(): readonly number[];
  leaderPort(): number;
}

/** Lets a node tell about all of them, which is how a client finds the leader. */
export function addGossip(server: Server, cluster: Membership): void {
  const { LEADER, FOLLOWER } = gossip.MemberInfo.VNodeState;
  const handlers: IGossipServer = {
    read: (_call, answer) => {
      const members = cluster.ports().map((port) => {
        const place = new gossip.EndPoint().setAddress('127.0.0.1').setPort(port);
        const member = new gossip.MemberInfo().setIsAlive(true).setHttpEndPoint(place);
        member.setInstanceId(new shared.UUID().setString(crypto.randomUUID())).setTimeStamp('0');
        return member.setState(port === cluster.leaderPort() ? LEADER : FOLLOWER);
      });
      answer(null, new gossip.ClusterInfo().setMembersList(members));
    },
  };
  server.addService(services.GossipService, handlers);
}
