import type { RecordedEvent } from './event-store.js';

/** Events of one page at most, and about the bytes it may have: a page is held in memory whole. */
const PAGE_BYTES = 8 * 1024 * 1024;
/** Nothing is known of the size of events before the first page. */
const FIRST_PAGE = 500;

export interface Page {
  readonly events: readonly RecordedEvent[];
  /** Nothing stood behind it when it was read. */
  readonly last: boolean;
}

/** Reads at most `size` events that stand behind `last`, or from the start of what is asked for. */
export type ReadPage = (last: RecordedEvent | null, size: number) => Promise<RecordedEvent[]>;

export interface Paging {
  readonly limit: number;
  readonly pageMax: number;
  /**
   * Whether a page with fewer events than were asked for is the last one. Only where a page is a range of the log; a
   * server that decides by itself how much it sends is asked again until a page is empty.
   */
  readonly shortIsEnd: boolean;
}

/** Reads in pages; the next page is fetched while the current one is consumed. */
export async function* pagesOf(
  read: ReadPage,
  { limit, pageMax, shortIsEnd }: Paging,
): AsyncGenerator<Page> {
  const page: ReadPage = async (last, size) => (size <= 0 ? [] : read(last, size));
  let left = limit;
  let size = Math.min(FIRST_PAGE, left);
  let next = page(null, size);
  for (;;) {
    const events = await next;
    left -= events.length;
    const end = events.at(-1);
    const last = !end || left === 0 || (shortIsEnd && events.length < size);
    if (!last) {
      size = Math.min(nextPageSize(events, pageMax), left);
      next = page(end, size);
      // Awaited on the next round; a reader that stops before must not end the process.
      next.catch(ignore);
    }
    yield { events, last };
    if (last) return;
  }
}

const ignore = (): void => undefined;

/** Many small events or few big ones: about the same number of bytes. */
function nextPageSize(events: readonly RecordedEvent[], pageMax: number): number {
  const length = events.reduce((sum, { body, metadata }) => sum + body.length + metadata.length, 1);
  const fitting = Math.floor((PAGE_BYTES * events.length) / length);
  return Math.max(1, Math.min(pageMax, fitting));
}
