/** Words of the story, so that requests get past the first "not found". */
const WORDS = {
  ledgers: ['330000'],
  units: ['330000', '330400', '330402', '330411', '330106', '330110', '330113', 'u-330402'],
  lots: ['i-2017.1', 'a-1.1', 'a-1.2', 'a-1.3', 's-2017.1', 't-1.1', 'ad-1.1', 'opening-330106.1'],
  entries: ['open-2017', 'i-2017', 'a-1', 'r-1', 'c-1', 't-1', 'day:2017-12-28', 'lapse-2017:0'],
  documents: ['浙土资发〔2017〕9号', '浙土字A〔2017〕-0012'],
  indicators: ['annual', 'reclaimed'],
  kinds: ['pool', 'project', 'reward', 'base', 'special-town'],
  reservations: ['r-1', 'r-2'],
  days: ['2017-12-27', '2018-01-01', '2018-01-02'],
  years: [2017, 2018],
  entryKinds: ['QuotaIssued', 'QuotaAllocated', 'QuotaConsumed'],
  amounts: ['1 mu', '0.5亩', '2.0000 ha', '1.3万亩', '666.67 m2', '0 mu'],
  revisions: ['0', '5', '20'],
};
const ALL = Object.values(WORDS)
  .flat()
  .filter((word) => typeof word === 'string');

/** Parameters by name, and how often one of the words stands for what is made up. */
const PARAMETERS = {
  ledger: ['ledgers', 0.95],
  unit: ['units', 0.7],
  lot: ['lots', 0.7],
  entry: ['entries', 0.7],
  number: ['documents', 0.7],
  document: ['documents', 0.5],
  indicator: ['indicators', 0.5],
  planKind: ['kinds', 0.5],
  planYear: ['years', 0.5],
  reservation: ['reservations', 0.5],
  asOf: ['days', 0.5],
  atRevision: ['revisions', 0.5],
  minRevision: ['revisions', 0.5],
  from: ['days', 0.5],
  to: ['days', 0.5],
  on: ['days', 0.5],
  entryKind: ['entryKinds', 0.2],
};

/** Seconds for one answer. */
const ANSWER_SECONDS = 30;

const quoted = (text) => JSON.stringify(text);

/** Settings of a run of Schemathesis. */
export const SETTINGS = `
request-timeout = ${ANSWER_SECONDS}.0
continue-on-failure = true
# A stream of events never ends by itself.
max-stream-events = 1
suppress-health-check = ["all"]
${Object.entries(WORDS)
  .map(([name, values]) => `[dictionaries.${name}]\nvalues = [${values.map(quoted).join(', ')}]\n`)
  .join('')}
[dictionaries.words]
values = [${ALL.map(quoted).join(', ')}]

[parameters]
${Object.entries(PARAMETERS)
  .map(
    ([name, [words, often]]) => `${name} = { dictionary = "${words}", probability = ${often} }\n`,
  )
  .join('')}
[generation]
database = "none"
[generation.dictionaries]
string = { dictionary = "words", probability = 0.4 }

[phases.stateful]
# The description has no links: what follows what is tested by campaigns that know the rules.
enabled = false

[checks]
# Whether a request of the right shape is accepted is for the rules of the ledger to say.
positive_data_acceptance.enabled = false
# They need links, and an account for each of two callers.
ensure_resource_availability.enabled = false
use_after_free.enabled = false
object_level_authorization.enabled = false
# Without a token the head is not looked at any further.
missing_required_header.expected-statuses = [400, 401, 403]

[[operations]]
# OpenAPI 3.1 describes a stream as one text, and Schemathesis each event of it as an object. Its events are tested in
# test/e2e/stream.e2e.spec.ts.
include-path = "/v1/ledgers/{ledger}/stream"
checks.response_schema_conformance.enabled = false
# Where there is no entry to send, there is nothing more to wait for.
request-timeout = 1.5

[[operations]]
# A batch answers for each of its lines: one that is wrong is refused within a 200. Its head is tested in test/e2e.
include-path = "/v1/ledgers/{ledger}/batches"
checks.negative_data_rejection.enabled = false
`;
