import { readFileSync } from 'node:fs';
import path from 'node:path';
import { named, series } from './series.js';

const file = path.resolve(import.meta.dirname, '../../deploy/grafana/muledger.json');

interface Panel {
  readonly id: number;
  readonly title: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly { readonly expr: string }[];
}

const { panels } = JSON.parse(readFileSync(file, 'utf8')) as { readonly panels: readonly Panel[] };

describe('the dashboard', () => {
  const known = series();
  const own = [...known].filter((name) => /^muledger_(?!.*_(bucket|count|sum)$)/.test(name));

  it.each(panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => [title, expr])))(
    '"%s" shows what there is: %s',
    (_, expr = '') => {
      expect(named(expr)).not.toEqual([]);
      expect(named(expr).filter((name) => !known.has(name))).toEqual([]);
    },
  );

  it('shows every figure of our own', () => {
    const shown = new Set(
      panels.flatMap(({ targets = [] }) => targets.flatMap(({ expr }) => named(expr))),
    );
    const parts = (name: string) => [name, `${name}_bucket`, `${name}_count`];
    expect(own.filter((name) => !parts(name).some((part) => shown.has(part)))).toEqual([]);
  });

  it('is explained: every figure of our own, and no other', () => {
    const text = readFileSync(path.resolve(import.meta.dirname, '../../docs/signals.md'), 'utf8');
    const explained = [...text.matchAll(/^\| `(muledger_\w+)`/gm)].map(([, name = '']) => name);
    expect(explained.toSorted()).toEqual(own.toSorted());
  });

  it('puts no panel on another', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)}/${y + Math.floor(n / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});
