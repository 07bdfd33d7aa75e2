import { StoreUnavailable, type AppendLimits } from '../event-store.js';
import type { FoldProgress } from '../snapshot-store.js';

/** More commands wait for this stream than may. Nothing was decided; try later (503). */
export class Overloaded extends Error {
  override readonly name = 'Overloaded';
  constructor(
    readonly stream: string,
    readonly queueMax: number,
    unit: 'commands' | 'bytes' = 'commands',
  ) {
    super(
      `more than ${queueMax} ${unit === 'bytes' ? 'bytes of commands' : unit} wait for stream ${stream}`,
    );
  }
}

/** Other writers were faster every time. Send the command again under the same key (503). */
export class StreamBusy extends Error {
  override readonly name = 'StreamBusy';
  constructor(
    readonly stream: string,
    readonly tries: number,
    options?: { cause?: unknown },
  ) {
    super(`stream ${stream} was written by others in each of ${tries} tries`, options);
  }
}

/** An atomic batch is one append, and this one is larger than an append may be (413). */
export class BatchTooLargeForAtomic extends Error {
  override readonly name = 'BatchTooLargeForAtomic';
  constructor(
    readonly limits: AppendLimits,
    readonly lines: number,
  ) {
    super(
      `an atomic batch of ${lines} lines exceeds ${limits.eventsMax} events or ${limits.bytesMax} bytes`,
    );
  }
}

/** The process is shutting down. Nothing was decided; another one will take the command (503). */
export class SequencerClosed extends Error {
  override readonly name = 'SequencerClosed';
  constructor() {
    super('the sequencer takes no more commands');
  }
}

/** The model gave the same command another event id in a retry: a defect, it could be posted twice. */
export class EventIdUnstable extends Error {
  override readonly name = 'EventIdUnstable';
  constructor(
    readonly stream: string,
    readonly key: string,
  ) {
    super(`the event id of ${key} in stream ${stream} changed between two tries`);
  }
}

/** The history of the stream is being folded, which takes longer than a caller may wait. Send it again later (503). */
export class StillFolding extends StoreUnavailable {
  override readonly name = 'StillFolding';
  constructor(
    readonly stream: string,
    /** Absent where nobody counts. */
    readonly progress?: FoldProgress,
  ) {
    const far = progress ? `: ${progress.events} of about ${progress.ofAbout} events` : '';
    super(`stream ${stream} is still being folded${far}`);
  }
}
