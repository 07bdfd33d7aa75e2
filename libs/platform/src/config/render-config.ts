import { variables } from './variables.js';

/** The README's table of variables. */
export const renderConfigMarkdown = (): string =>
  [
    '| Variable | Default | Meaning |',
    '| --- | --- | --- |',
    ...Object.values(variables).map(
      ({ name, fallback, description }) =>
        `| \`${name}\` | ${fallback === undefined ? '' : `\`${fallback}\``} | ${description} |`,
    ),
  ].join('\n');
