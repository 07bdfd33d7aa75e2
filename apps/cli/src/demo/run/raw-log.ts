import type { LedgerEvent } from '#domain';
import { Failed } from '../../failure.js';
import { decodeLogLine } from './log-line-codec.js';
import type { DemoServer } from './demo-server.js';
import { LEDGER } from './play-through.js';

/** Every entry of the ledger from the first one on, as an auditor reads it. */
export async function* readLog({
  url,
  provinceToken,
}: Pick<DemoServer, 'url' | 'provinceToken'>): AsyncGenerator<LedgerEvent> {
  const response = await fetch(new URL(`${LEDGER}/events`, url), {
    headers: { authorization: `Bearer ${await provinceToken()}` },
  });
  if (!response.ok || response.body === null)
    throw new Failed(`the log cannot be read: HTTP ${response.status}`);
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    rest += text;
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield decodeLogLine(line);
  }
  if (rest !== '') throw new Failed('the log broke off in the middle of an entry');
}
