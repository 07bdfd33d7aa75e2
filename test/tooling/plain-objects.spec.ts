import { execFileSync } from 'node:child_process';
import path from 'node:path';
import ts from 'typescript';
import { indexedByText } from './plain-objects.js';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Where a name that is only known at run time is none of a caller's, or is looked up among own members only. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  'facts and members that the rules name': [
    'apps/api/src/disclosure/refusal-facts.ts shown[name]',
    'apps/api/src/disclosure/refusal-facts.ts SINGULAR[list]',
    'apps/api/src/ledger/present-refusal.ts shown[RENAMED[name] ?? name]',
    'apps/api/src/ledger/present-refusal.ts RENAMED[name]',
    'apps/api/src/present.ts body[key]',
    'apps/api/src/present.ts picked[key]',
    'apps/api/src/problems/present-facts.ts told[name]',
    'libs/platform/src/problems/fill-template.ts facts[name]',
    'libs/domain/src/ledger/entry.ts left[name]',
  ],
  'members of a body or a message that the program names': [
    'apps/api/src/ledger/bodies/policy-rows.ts this.row.value[name]',
    'apps/api/src/validation/query.ts this.query[name]',
    'apps/cli/src/recover/kept-entries.ts entry?.[name]',
    'apps/cli/src/recover/recorded.ts this.data[name]',
    'apps/cli/src/recover/recorded.ts was[name]',
    'apps/intake/src/messages/command-message.ts envelope[name]',
    'apps/intake/src/messages/parked-message.ts kept[name]',
    'libs/inbox/src/message-codec.ts envelope[name]',
  ],
  'places in a body, which are made of its members with a dot or a bracket between': [
    'apps/api/src/ledger/amount-reader.ts this.stated[path]',
  ],
  'names of the description, which is written here': [
    'apps/api/src/openapi/complete.ts schemas[name]',
    'apps/api/src/openapi/complete.ts READ_ANSWERS[path]',
    "apps/api/src/openapi/complete.ts PARAMETERS[String(one['name'])]",
  ],
  'asked with Object.hasOwn before': [
    'apps/api/src/openapi/docs.controller.ts ASSETS[asset]',
    'libs/platform/src/json/json-reader.ts frame.object[frame.name]',
  ],
  'components of an indicator: own members of a quantity, whose names have a pattern': [
    'apps/cli/src/import/quantities.ts (stated[bucket] ??= {})[component]',
    'libs/domain/src/ledger/codec.ts quantity[component]',
    'libs/domain/src/ledger/codec.ts posting.quantity[component]',
    'libs/domain/src/ledger/codec.ts amounts[component]',
    'libs/domain/src/ledger/guards.ts quantity[name]',
    'libs/domain/src/ledger/quantity-of.ts quantity[name]',
    'libs/read-models/src/projection/vector-words.ts quantity[name]',
  ],
  'numbers of the partitions of a topic': [
    'apps/publisher/src/kafka/topic-tail.ts from[partition]',
    'apps/publisher/src/message-writer.ts place[partition]',
  ],
  'keys that were read from the same object': ['libs/ledger-stream/src/canonical.ts object[key]'],
  'settings of the installation and tables of the program': [
    'apps/cli/src/demo/units/zhejiang-units.ts FULL_NAMES[code]',
    'libs/platform/src/auth/identity.ts claims[dottedName]',
    'libs/platform/src/config/load-config.ts environment[name]',
    'libs/read-models/src/projection/rows.ts ESCAPES[one]',
  ],
};

const sources = (): string[] =>
  execFileSync('git', ['ls-files', 'libs', 'apps'], { cwd: ROOT, encoding: 'utf8' })
    .split('\n')
    .filter((file) => file.endsWith('.ts') && !/\.spec\.ts$|\/testing\//.test(file))
    .map((file) => path.join(ROOT, file));

const programOf = (files: readonly string[]): ts.Program => {
  const config = ts.getParsedCommandLineOfConfigFile(
    path.join(ROOT, 'tsconfig.json'),
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
  );
  return ts.createProgram(files, config?.options ?? {});
};

describe('H-09 no plain object is indexed by a caller’s text', () => {
  it('but where it is known why not', () => {
    const files = sources();
    const found = indexedByText(programOf(files), files).map(
      ({ file, text }) => `${path.relative(ROOT, file).replaceAll(path.sep, '/')} ${text}`,
    );
    // A new place: use a Map, or say above whose text the name is. One that is gone: take it out.
    expect([...new Set(found)].toSorted()).toEqual(Object.values(KNOWN).flat().toSorted());
  }, 300_000);

  it('finds one', () => {
    const file = path.join(ROOT, 'found.ts');
    const text =
      'const o: Record<string, number> = {}; const f = (t: string, u: "a") => o[t] ?? o[u] ?? o["b"];';
    const host = ts.createCompilerHost({});
    const plain = host.getSourceFile.bind(host);
    host.getSourceFile = (name, options) =>
      name === file ? ts.createSourceFile(name, text, options, true) : plain(name, options);
    const program = ts.createProgram([file], { strict: true }, host);
    expect(indexedByText(program, [file])).toEqual([{ file, line: 1, text: 'o[t]' }]);
  });
});
