import { describeDeployed, type Value } from './deployed.js';
import { containerFaults } from './rules/containers.js';
import { editedObject } from './rules/edit.js';
import { nameOf, node, ofKind, text } from './rules/read.js';
import { surroundingFaults } from './rules/surroundings.js';
import { variableNames } from './variable-names.js';

const variables = variableNames();
const API = 'Deployment muledger-api';
const POLICY = 'NetworkPolicy kafka-intake';
const CONTAINER = 'spec template spec containers 0';

const cases: readonly (readonly [
  title: string,
  which: string,
  path: string,
  to: Value,
  fault: string,
])[] = [
  ['has no way to Kafka', POLICY, '', undefined, 'muledger-api does not get out to port 9093'],
  [
    'has one for the worker too',
    POLICY,
    'spec podSelector matchLabels serves',
    undefined,
    'muledger-worker gets out to port 9093 for nothing',
  ],
  [
    'has one and takes nothing',
    API,
    `${CONTAINER} env 4 value`,
    'off',
    'muledger-api gets out to port 9093 for nothing',
  ],
  [
    'does not know where Kafka is',
    API,
    `${CONTAINER} envFrom 1`,
    undefined,
    'muledger-api: KAFKA_BROKERS must be set when KAFKA_INTAKE is "on"',
  ],
];

describeDeployed('what takes commands in', ({ overlays }) => {
  const cluster = overlays['cluster'] ?? [];
  const intake = overlays['cluster-intake'] ?? [];
  const faultsOf = (objects: typeof intake): string[] => [
    ...containerFaults(objects, variables),
    ...surroundingFaults(objects),
  ];

  it('differs from the cluster in the door and its way to Kafka', () => {
    const texts = new Set(cluster.map((one) => JSON.stringify(one)));
    const others = intake.filter((one) => !texts.has(JSON.stringify(one)));
    expect(others.map((one) => `${text(one['kind'])} ${nameOf(one)}`).toSorted()).toEqual([
      API,
      POLICY,
    ]);
  });

  it.each(cases)('may not be one that %s', (_, which, path, to, fault) => {
    expect(faultsOf(editedObject(intake, which, path, to))).toContain(fault);
  });

  it('may not leave the way to Kafka open where nothing is taken in', () => {
    const policy = ofKind(intake, 'NetworkPolicy').find((one) => nameOf(one) === 'kafka-intake');
    expect(faultsOf([...cluster, node(policy)])).toEqual([
      'muledger-api gets out to port 9093 for nothing',
    ]);
  });
});
