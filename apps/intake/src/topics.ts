import type { TopicWanted } from '#platform';

const MEBIBYTE = 1024 * 1024;
const DAY_MS = 86_400_000;
/**
 * No longer than a broker remembers how far a group that is away has read (`offsets.retention.minutes`, a week unless it is
 * told otherwise): what was refused weeks ago would be decided anew.
 */
const KEPT_MS = 7 * DAY_MS;
/** As many of each topic: an answer lies in the partition of the number that its command came in. */
const PARTITIONS = 6;

const settings = (retentionMs: number, bytesMax: number): TopicWanted['settings'] => ({
  'cleanup.policy': 'delete',
  'retention.ms': String(retentionMs),
  'retention.bytes': '-1',
  'max.message.bytes': String(bytesMax),
});

export const COMMANDS: TopicWanted = {
  name: 'muledger.commands.v1',
  partitions: PARTITIONS,
  settings: settings(KEPT_MS, 16 * MEBIBYTE),
};

export const REPLIES: TopicWanted = {
  name: 'muledger.replies.v1',
  partitions: PARTITIONS,
  settings: settings(KEPT_MS, MEBIBYTE),
};

/** Until a person has looked. A message that fits among the commands fits here with its reason. */
export const PARKED: TopicWanted = {
  name: 'muledger.parked.v1',
  partitions: PARTITIONS,
  settings: settings(-1, 17 * MEBIBYTE),
};
