import { renderConfigMarkdown } from '#platform';

/** Every variable muledger reads, as the README lists them. */
export const variableNames = (): ReadonlySet<string> =>
  new Set([...renderConfigMarkdown().matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name));
