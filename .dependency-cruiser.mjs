// The rule of rooms: which folder may import which. It looks at folders only, never at file suffixes,
// with one distinction that runs through all of it: tests (specs, `testing` folders, `test/`) may
// also use test kits and test packages. test/tooling/dependency-rule.spec.ts breaks every rule once.
import path from 'node:path';

const here = import.meta.dirname;
const tests = '(^test/|/testing/|[.]spec[.]ts$)';
const adapters = '^libs/event-store/src/(memory|postgres|eventstoredb)/';
const frontDoors = [
  '^libs/[^/]+/src/index[.]ts$',
  '^libs/[^/]+/src/[^/]+/index[.]ts$',
  '/testing/',
];
// A module, and the function that makes an application of it.
const appFrontDoors = '^apps/[^/]+/src/([^/]+[.]module|create-[^/]+)[.]ts$';
const domainFoundation = 'calendar|quantity|table';

const forbid = (name, comment, from, to) => ({ name, severity: 'error', comment, from, to });

export default {
  forbidden: [
    forbid(
      'domain-is-pure',
      'The rules import nothing but themselves: no package, no node module, no other lib.',
      { path: '^libs/domain/', pathNot: tests },
      { pathNot: '^libs/domain/' },
    ),
    forbid(
      'domain-tests-need-no-lib',
      'Tests of the rules may use test packages, but none of our other libs.',
      { path: '^libs/domain/' },
      { path: '^(libs/(?!domain/)|apps/)' },
    ),
    forbid(
      'domain-foundation-first',
      'Quantities and dates know nothing of units, the ledger or the other contexts.',
      { path: `^libs/domain/src/(${domainFoundation})/`, pathNot: tests },
      { path: '^libs/domain/src/', pathNot: `^libs/domain/src/(${domainFoundation})/` },
    ),
    forbid(
      'domain-units-before-ledger',
      'Units know quantities and dates only.',
      { path: '^libs/domain/src/units/', pathNot: tests },
      { path: '^libs/domain/src/', pathNot: `^libs/domain/src/(${domainFoundation}|units)/` },
    ),
    forbid(
      'domain-ledger-before-contexts',
      'The ledger knows quantities, dates and units; the other contexts know the ledger.',
      { path: '^libs/domain/src/ledger/', pathNot: tests },
      {
        path: '^libs/domain/src/',
        pathNot: `^libs/domain/src/(${domainFoundation}|units|ledger)/`,
      },
    ),
    forbid(
      'domain-contexts-apart',
      'The other contexts do not import each other.',
      {
        path: `^libs/domain/src/(?!${domainFoundation}|units|ledger)([^/]+)/`,
        pathNot: tests,
      },
      {
        path: '^libs/domain/src/[^/]+/',
        pathNot: `^libs/domain/src/(${domainFoundation}|units|ledger|$1)/`,
      },
    ),
    forbid(
      'event-store-knows-no-lib',
      'The log knows none of our other libs.',
      { path: '^libs/event-store/', pathNot: tests },
      { path: '^(libs/(?!event-store/)|apps/)' },
    ),
    forbid(
      'platform-knows-no-lib',
      'The platform knows none of our other libs.',
      { path: '^libs/platform/', pathNot: tests },
      { path: '^(libs/(?!platform/)|apps/)' },
    ),
    forbid(
      'read-models-know-domain-and-log',
      'Read models know the domain and the log, and call no other service.',
      { path: '^libs/read-models/', pathNot: tests },
      { path: '^(libs/(?!read-models/|domain/|event-store/)|apps/)' },
    ),
    forbid(
      'ledger-stream-knows-domain-and-log',
      'What joins the rules to the log knows these two and nothing else of ours.',
      { path: '^libs/ledger-stream/', pathNot: tests },
      { path: '^(libs/(?!ledger-stream/|domain/|event-store/)|apps/)' },
    ),
    forbid(
      'inbox-knows-no-lib',
      'The kit for guests carries nothing of the house.',
      { path: '^libs/inbox/', pathNot: tests },
      { path: '^(libs/(?!inbox/)|apps/)' },
    ),
    forbid(
      'guests-know-the-kit-only',
      'The example of a guest stands outside: published messages and the kit are all it has.',
      { path: '^apps/county-copy/', pathNot: tests },
      { path: '^(libs/(?!inbox/)|apps/(?!county-copy/))' },
    ),
    forbid(
      'intake-judges-nothing',
      'Commands are checked, decided and recorded behind the door that the runnable hands it: it knows neither rules nor log.',
      { path: '^apps/intake/', pathNot: tests },
      { path: '^(libs/(?!inbox/|platform/)|apps/(?!intake/))' },
    ),
    forbid(
      'libs-know-no-app',
      'An app is the last to import.',
      { path: '^libs/' },
      { path: '^apps/' },
    ),
    forbid(
      'apps-apart',
      'Apps do not import each other; the one runnable imports their modules.',
      { path: '^apps/([^/]+)/', pathNot: tests },
      { path: '^apps/', pathNot: ['^apps/$1/', appFrontDoors] },
    ),
    forbid(
      'modules-for-the-runnable',
      'A module of an app is imported by the runnable and by nobody else outside that app.',
      { path: '^apps/(?!muledger/)([^/]+)/', pathNot: tests },
      { path: appFrontDoors, pathNot: '^apps/$1/' },
    ),
    forbid(
      'adapters-only-in-apps',
      'Only a composition root names an adapter of the log.',
      { path: '^libs/', pathNot: [tests, adapters] },
      { path: adapters },
    ),
    forbid(
      'adapters-apart',
      'Adapters of the log do not know each other.',
      { path: '^libs/event-store/src/(memory|postgres|eventstoredb)/', pathNot: tests },
      { path: adapters, pathNot: '^libs/event-store/src/$1/' },
    ),
    forbid(
      'libs-by-their-front-door',
      'A lib is entered by its index.ts, by the index.ts of a context or an adapter, or by its test kit.',
      { path: '^(apps|test)/' },
      { path: '^libs/', pathNot: frontDoors },
    ),
    forbid(
      'libs-by-their-front-door-from-libs',
      'The same between libs.',
      { path: '^libs/([^/]+)/' },
      { path: '^libs/', pathNot: [...frontDoors, '^libs/$1/'] },
    ),
    forbid(
      'test-kits-only-in-tests',
      'What is in a testing folder is not for production.',
      { path: '^(apps|libs)/', pathNot: tests },
      { path: '/testing/' },
    ),
    forbid(
      'no-development-package-in-production',
      'A package that only development installs is missing when the server runs.',
      { path: '^(apps|libs)/', pathNot: tests },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    forbid(
      'no-unlisted-package',
      'A package must be listed in package.json.',
      { path: '^(apps|libs|test)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
    forbid(
      'no-unresolvable',
      'The import leads nowhere.',
      { path: '^(apps|libs|test)/' },
      { couldNotResolve: true },
    ),
    forbid(
      'no-cycles',
      'Files that import each other at run time cannot be understood one by one.',
      { path: '^(apps|libs)/' },
      { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: path.join(here, 'tsconfig.json') },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json', '.d.ts'],
    },
  },
};
