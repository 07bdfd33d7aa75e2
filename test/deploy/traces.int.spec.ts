import { describeDeployed } from './deployed.js';
import { containerFaults } from './rules/containers.js';
import { editedObject } from './rules/edit.js';
import { environmentOf } from './rules/environment.js';
import { containers, nameOf, node, ofKind } from './rules/read.js';
import { surroundingFaults } from './rules/surroundings.js';
import { variableNames } from './variable-names.js';

const variables = variableNames();
const POLICY = 'NetworkPolicy traces';

describeDeployed('what tells its traces', ({ overlays }) => {
  const cluster = overlays['cluster'] ?? [];
  const traced = overlays['cluster-traces'] ?? [];
  const faultsOf = (objects: typeof traced): string[] => [
    ...containerFaults(objects, variables),
    ...surroundingFaults(objects),
  ];

  it('is every process, with a way to the collector', () => {
    expect(faultsOf(traced)).toEqual([]);
    const told = ofKind(traced, 'Deployment').flatMap((one) =>
      containers(one).map((each) => [
        nameOf(one),
        environmentOf(each, traced)['OTEL_EXPORTER_OTLP_ENDPOINT'],
      ]),
    );
    const collector = 'http://otel-collector.monitoring.svc:4318';
    expect(Object.fromEntries(told)).toEqual({
      'muledger-api': collector,
      'muledger-worker': collector,
      'muledger-publisher': collector,
    });
  });

  it('may not lack that way, nor have it where nothing is told', () => {
    expect(faultsOf(editedObject(traced, POLICY, '', undefined))).toContain(
      'muledger-api does not get out to port 4318',
    );
    const policy = ofKind(traced, 'NetworkPolicy').find((one) => nameOf(one) === 'traces');
    expect(faultsOf([...cluster, node(policy)])).toContain(
      'muledger-worker gets out to port 4318 for nothing',
    );
  });
});
