import type { FoldProgress } from '#event-store';
import type { Localised, Logger } from '#platform';
import { everySeconds } from './every-seconds.js';
import type { FollowerHealth } from './follower-health.js';

const NAME = 'ledgers';

/** Tells in readiness and in the log of the process which ledgers are not in memory yet, and how far that is. */
export const tellOfFolds = (
  health: FollowerHealth,
  logger: Pick<Logger, 'info'>,
): ((stream: string, progress: FoldProgress | undefined) => void) => {
  const tellsNow = everySeconds(10);
  const under = new Map<string, FoldProgress>();
  return (stream, progress) => {
    if (progress) under.set(stream, progress);
    else under.delete(stream);
    const words = Array.from(under.values(), foldInWords);
    health.building(NAME, words.length === 0 ? undefined : joined(words));
    if (!progress) logger.info({ stream }, 'a ledger is folded');
    else if (tellsNow()) logger.info({ stream }, `a ledger is folded: ${foldInWords(progress).en}`);
  };
};

/** For people. */
const foldInWords = ({ stream, events, ofAbout, msLeft }: FoldProgress): Localised => {
  const seconds = msLeft === undefined ? undefined : Math.ceil(msLeft / 1_000);
  return {
    zh: `${stream} 已读入 ${events} 条,共约 ${ofAbout} 条${seconds === undefined ? '' : `,约需 ${seconds} 秒`}`,
    en: `${events} of about ${ofAbout} entries of ${stream}${seconds === undefined ? '' : `, about ${seconds} s left`}`,
  };
};

const joined = (words: readonly Localised[]): Localised => ({
  zh: words.map(({ zh }) => zh).join(';'),
  en: words.map(({ en }) => en).join('; '),
});
