import { describeDeployed, type Node, type Value } from './deployed.js';
import { containerFaults } from './rules/containers.js';
import { edited, editedObject } from './rules/edit.js';
import { composeFaults, dockerfileFaults } from './rules/machine.js';
import { at, node, ofKind, text } from './rules/read.js';
import { roleOf, surroundingFaults } from './rules/surroundings.js';
import { variableNames } from './variable-names.js';

const variables = variableNames();

const faultsOf = (objects: readonly Node[]): string[] => [
  ...containerFaults(objects, variables),
  ...surroundingFaults(objects),
];

/** What is done to one object, and what must be said of it. `undefined` takes a field away, an empty path the object. */
type Case = readonly [title: string, which: string, path: string, to: Value, fault: string];

const POD = 'spec template spec';
const CONTAINER = `${POD} containers 0`;
const API = 'Deployment muledger-api';

const inProcess: readonly Case[] = [
  ['runs as root', API, `${POD} securityContext runAsNonRoot`, false, 'may run as root'],
  ['is user 0', API, `${POD} securityContext runAsUser`, 0, 'runs as no named user'],
  [
    'makes any call',
    API,
    `${POD} securityContext seccompProfile`,
    undefined,
    'makes any system call',
  ],
  [
    'holds a token',
    API,
    `${POD} automountServiceAccountToken`,
    undefined,
    'holds a token of the cluster',
  ],
  ['is not spread', API, `${POD} topologySpreadConstraints`, undefined, 'shares one machine'],
  [
    'writes to its image',
    API,
    `${CONTAINER} securityContext readOnlyRootFilesystem`,
    undefined,
    'may write to its image',
  ],
  [
    'gains privileges',
    API,
    `${CONTAINER} securityContext allowPrivilegeEscalation`,
    undefined,
    'may gain privileges',
  ],
  [
    'keeps capabilities',
    API,
    `${CONTAINER} securityContext capabilities drop`,
    ['NET_RAW'],
    'keeps capabilities',
  ],
  ['floats', API, `${CONTAINER} image`, 'muledger:latest', 'image muledger:latest is not pinned'],
  ['has no tag', API, `${CONTAINER} image`, 'muledger', 'image muledger is not pinned'],
  ['grows without end', API, `${CONTAINER} resources limits`, undefined, 'has no limits.memory'],
  [
    'asks for nothing',
    API,
    `${CONTAINER} resources requests cpu`,
    undefined,
    'has no requests.cpu',
  ],
  [
    'misses a probe',
    API,
    `${CONTAINER} livenessProbe`,
    undefined,
    'livenessProbe asks "" and not /v1/health/live',
  ],
  [
    'probes a wrong path',
    API,
    `${CONTAINER} readinessProbe httpGet path`,
    '/ready',
    'readinessProbe asks "/ready" and not /v1/health/ready',
  ],
  [
    'probes a wrong port',
    API,
    `${CONTAINER} startupProbe httpGet port`,
    'web',
    'startupProbe asks a port that has no name',
  ],
  ['cannot write its data', API, `${CONTAINER} volumeMounts 0`, undefined, 'cannot write to /data'],
  ['is killed early', API, `${POD} terminationGracePeriodSeconds`, 25, 'is killed after 25 s'],
  [
    'misspells a variable',
    API,
    `${CONTAINER} env +`,
    { name: 'MULEDGER_PROT', value: '1' },
    'MULEDGER_PROT is read by nobody',
  ],
  [
    'is set wrong',
    API,
    `${CONTAINER} env +`,
    { name: 'MULEDGER_PORT', value: 'x' },
    'MULEDGER_PORT must be a whole number from 0 to 65535',
  ],
  [
    'holds a password',
    API,
    `${CONTAINER} env 0`,
    { name: 'MULEDGER_DATABASE_URL', value: 'postgres://a/b' },
    'MULEDGER_DATABASE_URL stands in clear text',
  ],
  [
    'hides a password',
    'ConfigMap muledger-settings',
    'data OIDC_ISSUER',
    'https://me:secret@login.example.org',
    'OIDC_ISSUER stands in clear text',
  ],
];

const around: readonly Case[] = [
  [
    'takes the pods of others',
    API,
    'spec selector matchLabels app.kubernetes.io/component',
    undefined,
    'muledger-api selects the pods of muledger-api, muledger-worker, muledger-publisher',
  ],
  [
    'has no budget',
    'PodDisruptionBudget muledger-api',
    '',
    undefined,
    'muledger-api has 0 budgets',
  ],
  [
    'can never be drained',
    'PodDisruptionBudget muledger-api',
    'spec minAvailable',
    2,
    'budget muledger-api stops every drain',
  ],
  [
    'leads to followers',
    'Service',
    'spec selector serves',
    undefined,
    'service muledger leads to muledger-worker, muledger-publisher',
  ],
  ['leads to nobody', 'Service', 'spec selector serves', 'smtp', 'service muledger leads nowhere'],
  [
    'shows its figures to all',
    'Ingress',
    'spec rules 0 http paths 0 path',
    '/',
    '/ is for inside only',
  ],
  [
    'leads to another service',
    'Ingress',
    'spec rules 0 http paths 0 backend service name',
    'other',
    '/v1 leads to other, which is not there',
  ],
  [
    'lets everything pass',
    'NetworkPolicy deny',
    '',
    undefined,
    'what is not allowed is not denied',
  ],
  [
    'has no way to its database',
    'NetworkPolicy database',
    '',
    undefined,
    'muledger-api does not get out to port 5432',
  ],
  [
    'has no way to its log',
    'NetworkPolicy eventstoredb',
    '',
    undefined,
    'muledger-worker does not get out to port 2113',
  ],
  [
    'has a way to Kafka for all',
    'NetworkPolicy kafka',
    'spec podSelector matchLabels',
    {},
    'muledger-api gets out to port 9093 for nothing',
  ],
  [
    'names nobody in a policy',
    'NetworkPolicy door',
    'spec podSelector matchLabels serves',
    'smtp',
    'policy door is for nobody',
  ],
  [
    'hides its figures',
    'NetworkPolicy metrics',
    'spec ingress',
    undefined,
    'muledger-worker cannot be asked for its figures',
  ],
];

const inCompose: readonly Case[] = [
  ['writes to its image', 'api', 'read_only', undefined, 'it may write to its image'],
  ['keeps capabilities', 'api', 'cap_drop', undefined, 'it keeps capabilities'],
  ['gains privileges', 'api', 'security_opt', undefined, 'it may gain privileges'],
  ['has no place to write', 'api', 'tmpfs', undefined, 'it cannot write to /tmp'],
  ['grows without end', 'api', 'mem_limit', undefined, 'it has no memory limit'],
  ['is killed early', 'api', 'stop_grace_period', '10s', 'it is killed after 10 s'],
  ['misspells a variable', 'api', 'environment OIDC_ISUER', 'x', 'OIDC_ISUER is read by nobody'],
  ['floats', 'kafka', 'image', 'apache/kafka:latest', 'its image is not pinned'],
  [
    'holds a password',
    'postgres',
    'environment POSTGRES_PASSWORD',
    'muledger',
    'POSTGRES_PASSWORD stands in clear text',
  ],
  [
    'hides a password',
    'api',
    'environment MULEDGER_DATABASE_URL',
    'postgres://a:b@c/d',
    'MULEDGER_DATABASE_URL stands in clear text',
  ],
  ['is open to all', 'api', 'ports 0 host_ip', undefined, 'port 8080 is open to all'],
];

const inDockerfile: readonly (readonly [string, RegExp, string, string])[] = [
  ['has no user', /^USER .*/, 'ENV A=b', 'it does not run as a numbered user'],
  ['has a named user', /^USER .*/, 'USER node', 'it does not run as a numbered user'],
  ['floats', /^FROM \S+$/, 'FROM node:20-slim', 'FROM node:20-slim is not pinned'],
  [
    'takes sources',
    /^COPY --from=build .* dist$/,
    'COPY apps apps',
    'COPY apps apps takes what was not built',
  ],
  ['cannot be asked', /^HEALTHCHECK[^]*/, 'ENV A=b', 'it has no health check'],
];

describeDeployed('what is deployed', ({ overlays, compose, dockerfile, faults }) => {
  const cluster = overlays['cluster'] ?? [];

  it('is valid', () => {
    expect(faults).toEqual([]);
  });

  it.each(Object.keys(overlays))('keeps our rules in overlay %s', (name) => {
    expect(faultsOf(overlays[name] ?? [])).toEqual([]);
  });

  it('keeps them in the compose file and the Dockerfile', () => {
    expect(composeFaults(compose, variables)).toEqual([]);
    expect(dockerfileFaults(dockerfile)).toEqual([]);
  });

  it('runs every role in a cluster, and one process in a small office', () => {
    const roles = (objects: readonly Node[] = []) =>
      ofKind(objects, 'Deployment').map(
        (one) => `${roleOf(one, objects)} x${text(at(one, 'spec', 'replicas'))}`,
      );
    expect(roles(cluster)).toEqual(['api x2', 'worker x2', 'publisher x1']);
    expect(roles(overlays['small'])).toEqual(['all x1']);
    const services = Object.values(node(compose['services']));
    expect(
      services.flatMap((one) => text(at(one, 'environment', 'MULEDGER_ROLE')) || []).toSorted(),
    ).toEqual(['api', 'publisher', 'worker']);
  });

  it.each(inProcess)('may not have a process that %s', (_, which, path, to, fault) => {
    expect(faultsOf(editedObject(cluster, which, path, to))).toContain(`muledger-api: ${fault}`);
  });

  it.each(around)('may not be one that %s', (_, which, path, to, fault) => {
    expect(faultsOf(editedObject(cluster, which, path, to))).toContain(fault);
  });

  it('may not bring a secret along', () => {
    const secret = { kind: 'Secret', metadata: { name: 'database' } };
    expect(faultsOf([...cluster, secret])).toContain(
      'muledger-api: secret database is part of the files',
    );
  });

  it.each(inCompose)('may not have a service that %s', (_, which, path, to, fault) => {
    const broken = node(edited(compose, `services ${which} ${path}`, to));
    expect(composeFaults(broken, variables)).toContain(`${which}: ${fault}`);
  });

  it.each(inDockerfile)('may not have an image that %s', (_, line, other, fault) => {
    const broken = dockerfile.map((one) =>
      line.test(one.text) ? { ...one, keyword: other.split(' ')[0] ?? '', text: other } : one,
    );
    expect(broken).not.toEqual(dockerfile);
    expect(dockerfileFaults(broken)).toContain(fault);
  });

  it('may not have an image of one stage', () => {
    const one = dockerfile.filter(({ stage }) => stage === 0);
    expect(dockerfileFaults(one)).toContain('it has one stage: the compiler stays in the image');
  });
});
