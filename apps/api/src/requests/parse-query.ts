/**
 * The parameters of an address; one that comes more than once as a list. Percent signs that spell no UTF-8 become U+FFFD,
 * which is part of no text, so that the parameter is refused by its name.
 */
export const parseQuery = (text: string): Record<string, string | string[]> => {
  const query = new Map<string, string | string[]>();
  for (const part of text.split('&')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = decoded(at === -1 ? part : part.slice(0, at));
    const value = at === -1 ? '' : decoded(part.slice(at + 1));
    const before = query.get(name);
    if (before === undefined) query.set(name, value);
    else if (typeof before === 'string') query.set(name, [before, value]);
    else before.push(value);
  }
  return Object.fromEntries(query);
};

const decoded = (text: string): string => {
  if (!/[%+]/.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return '\ufffd';
  }
};
