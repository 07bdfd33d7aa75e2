import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describeDeployed } from './deployed.js';
import { at, list, ofKind, text } from './rules/read.js';
import { named, series } from './series.js';

const root = path.resolve(import.meta.dirname, '../..');
const SIGNALS = readFileSync(path.join(root, 'docs/signals.md'), 'utf8');

/** Figures whose other value nobody is to sleep through. */
const WAKING = /^muledger_\w+_(stopped|waiting)$/;

describeDeployed('the alerts', ({ overlays }) => {
  const known = series();
  const rules = ofKind(overlays['cluster'] ?? [], 'PrometheusRule').flatMap((one) =>
    list(at(one, 'spec', 'groups')).flatMap((group) => list(at(group, 'rules'))),
  );
  const names = rules.map((rule) => text(at(rule, 'alert')));

  it('look at what there is, and say what to do', () => {
    for (const rule of rules) {
      const expr = text(at(rule, 'expr'));
      expect([expr, named(expr).length > 0]).toEqual([expr, true]);
      expect(named(expr).filter((name) => !known.has(name))).toEqual([]);
      expect(['critical', 'warning']).toContain(at(rule, 'labels', 'severity'));
      expect(text(at(rule, 'annotations', 'summary'))).not.toBe('');
      const runbook = text(at(rule, 'annotations', 'runbook'));
      expect([runbook, existsSync(path.join(root, runbook))]).toEqual([runbook, true]);
    }
  });

  it('look at all that stops or waits', () => {
    const watched = new Set(rules.flatMap((rule) => named(text(at(rule, 'expr')))));
    const waking = [...known].filter((name) => WAKING.test(name));
    expect(waking).toHaveLength(5);
    expect(waking.filter((name) => !watched.has(name))).toEqual([]);
  });

  it('are explained, each with its severity, and no other', () => {
    const explained = [...SIGNALS.matchAll(/^\| `(Muledger\w+)` *\| (\w+)/gm)].map(
      ([, name = '', severity = '']) => [name, severity],
    );
    expect(explained).toEqual(
      rules.map((rule) => [text(at(rule, 'alert')), text(at(rule, 'labels', 'severity'))]),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
