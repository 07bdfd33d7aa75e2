import type { Tracing } from '#platform';
import type { AskedEntry, AskedOutcome } from '../ledger/commands/asked-entry.js';

type Post = (asked: readonly AskedEntry[]) => Promise<readonly AskedOutcome[]>;

/** A span for each command that comes by another way than HTTP. What its sender says of a trace is believed only here. */
export const traceCommands =
  (post: Post, tracing: Pick<Tracing, 'begin'> | undefined): Post =>
  async (asked) => {
    const spans = asked.map(({ ledger, kind, traceparent: parent }) =>
      tracing?.begin({
        ...{ name: 'command', kind: 'consumer', parent },
        attributes: { 'muledger.ledger': ledger, 'muledger.kind': kind },
      }),
    );
    const outcomes = await post(
      asked.map((one, i) => ({ ...one, traceparent: spans[i]?.traceparent })),
    );
    for (const [i, outcome] of outcomes.entries())
      spans[i]?.end({
        attributes: { 'muledger.outcome': outcome.kind },
        ...(outcome.kind === 'unavailable' ? { error: String(outcome.error) } : {}),
      });
    return outcomes;
  };
