import type { TopicWanted } from '#platform';
import { ENTRIES_TOPIC } from '../entries/envelope.js';

export const ENTRIES: TopicWanted = {
  name: ENTRIES_TOPIC,
  /**
   * Messages of a ledger keep their order within one partition. More partitions later would move ledgers from one to
   * another and break it: the number is for ever.
   */
  partitions: 6,
  /** A guest that comes late reads from the first entry. The largest entry that the log takes fits when published. */
  settings: {
    'cleanup.policy': 'delete',
    'retention.ms': '-1',
    'retention.bytes': '-1',
    'max.message.bytes': String(16 * 1024 * 1024),
  },
};
