import type { AppendLimits } from '../event-store.js';
import type { Submission } from '../stream-model.js';
import { Carried } from './carried.js';
import { BatchTooLargeForAtomic } from './errors.js';
import type { Lane } from './lane.js';
import type { LaneTools } from './lane-tools.js';
import type { LineOutcome } from './outcomes.js';
import { FoundEntries } from './recorded-entries.js';
import { Round } from './round.js';
import { Slice, SLICE } from '../slices.js';

/** A dry run is no append: only what would have to be one has limits, which are asked when all is decided. */
const UNBOUNDED = { limits: { eventsMax: Infinity, bytesMax: Infinity }, roundEventsMax: Infinity };
/** Lines whose needs are read together when one of them lacks something; then all are decided again. */
const LOOK_AHEAD = 1_000;
/** Tries between the rounds of others, before these wait for a dry run that they would spoil for ever. */
const TRIES_MAX = 2;

/** Decides lines against one state of a stream, each on top of the accepted ones before it, and records nothing. */
export const decideDry = async <Command, Event, State, Refusal>(
  lane: Lane<Command, Event, State, Refusal>,
  tools: LaneTools<Command, Event, State, Refusal>,
  submissions: readonly Submission<Command>[],
  oneAppend?: AppendLimits,
): Promise<readonly LineOutcome<Event, Refusal>[]> => {
  const carried = new Carried<Command>(Number(tools.clock()));
  const found = new FoundEntries<Event>();
  const copies = submissions.map((submission) => ({ ...submission }));
  let moved = 0;

  const attempt = async (): Promise<LineOutcome<Event, Refusal>[] | undefined> => {
    const folded = await lane.load();
    const { revision } = folded;
    const round = new Round(tools.model, folded, tools.entries, UNBOUNDED, carried, found);
    const outcomes: LineOutcome<Event, Refusal>[] = [];
    const slice = new Slice(SLICE);
    for (const [index, copy] of copies.entries()) {
      await slice.next();
      if (folded.revision !== revision) {
        moved += 1;
        return undefined;
      }
      const outcome = round.outcome(copy);
      if (outcome === undefined) {
        for (const later of copies.slice(index, index + LOOK_AHEAD)) round.lookUp(later);
        await round.supply();
        return undefined;
      }
      outcomes.push(outcome);
    }
    if (oneAppend && round.bytes > oneAppend.bytesMax)
      throw new BatchTooLargeForAtomic(oneAppend, submissions.length);
    return outcomes;
  };

  for (;;) {
    const release = moved < TRIES_MAX ? undefined : await lane.hold();
    try {
      const outcomes = await attempt();
      if (outcomes) return outcomes;
    } finally {
      release?.();
    }
  }
};
