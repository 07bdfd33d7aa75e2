import type { Node } from '../deployed.js';
import { at, containers, list, nameOf, node, ofKind, template, text } from './read.js';
import { environmentFaults, environmentOf, secretFaults } from './environment.js';

const PROBES = ['startupProbe', 'livenessProbe', 'readinessProbe'];

/** Paths that every process answers; `npm run drill:image` asks each role for them. */
export const HEALTH = { live: '/v1/health/live', ready: '/v1/health/ready' };

/** A tag that names one build, or a digest. */
export const isPinned = (image: string): boolean =>
  /@sha256:[\da-f]{64}$/.test(image) || /:v?\d+\.\d+(\.\d+)?[\w.-]*$/.test(image);

/** What is wrong with the processes of an overlay. */
export const containerFaults = (
  objects: readonly Node[],
  variables: ReadonlySet<string>,
): string[] =>
  ofKind(objects, 'Deployment').flatMap((deployment) => [
    ...podFaults(deployment).map((fault) => `${nameOf(deployment)}: ${fault}`),
    ...containers(deployment).flatMap((container) => {
      const environment = environmentOf(container, objects);
      return [
        ...confinement(container),
        ...resources(container),
        ...probes(container),
        ...writable(deployment, container, environment['MULEDGER_DATA'] ?? ''),
        ...grace(deployment, container, Number(environment['MULEDGER_SHUTDOWN_MS'])),
        ...environmentFaults(environment, variables),
        ...secretFaults(container, objects),
      ].map((fault) => `${nameOf(deployment)}: ${fault}`);
    }),
  ]);

const podFaults = (deployment: Node): string[] => {
  const pod = at(template(deployment), 'spec');
  const faults: string[] = [];
  if (at(pod, 'securityContext', 'runAsNonRoot') !== true) faults.push('may run as root');
  if (Number(at(pod, 'securityContext', 'runAsUser') ?? 0) === 0)
    faults.push('runs as no named user');
  if (at(pod, 'securityContext', 'seccompProfile', 'type') !== 'RuntimeDefault')
    faults.push('makes any system call');
  if (at(pod, 'automountServiceAccountToken') !== false)
    faults.push('holds a token of the cluster');
  if (list(at(pod, 'topologySpreadConstraints')).length === 0) faults.push('shares one machine');
  return faults;
};

const confinement = (container: Node): string[] => {
  const context = container['securityContext'];
  const faults: string[] = [];
  if (at(context, 'readOnlyRootFilesystem') !== true) faults.push('may write to its image');
  if (at(context, 'allowPrivilegeEscalation') !== false) faults.push('may gain privileges');
  if (!list(at(context, 'capabilities', 'drop')).includes('ALL')) faults.push('keeps capabilities');
  if (!isPinned(text(container['image'])))
    faults.push(`image ${text(container['image'])} is not pinned`);
  return faults;
};

const resources = (container: Node): string[] =>
  [
    ['requests', 'cpu'],
    ['requests', 'memory'],
    ['limits', 'memory'],
  ]
    .filter((path) => at(container['resources'], ...path) === undefined)
    .map((path) => `has no ${path.join('.')}`);

const probes = (container: Node): string[] =>
  PROBES.flatMap((probe) => {
    const due = probe === 'readinessProbe' ? HEALTH.ready : HEALTH.live;
    const path = text(at(container[probe], 'httpGet', 'path'));
    const port = at(container[probe], 'httpGet', 'port');
    if (path !== due) return [`${probe} asks "${path}" and not ${due}`];
    return list(container['ports']).some((one) => at(one, 'name') === port)
      ? []
      : [`${probe} asks a port that has no name`];
  });

/** What it writes must lie on a volume that can be written. */
const writable = (deployment: Node, container: Node, dataDir: string): string[] => {
  const volumes = new Set(
    list(at(template(deployment), 'spec', 'volumes'))
      .map(node)
      .filter((volume) => 'emptyDir' in volume || 'persistentVolumeClaim' in volume)
      .map((volume) => volume['name']),
  );
  const places = list(container['volumeMounts'])
    .filter((mount) => volumes.has(at(mount, 'name')) && at(mount, 'readOnly') !== true)
    .map((mount) => text(at(mount, 'mountPath')));
  return [dataDir, '/tmp']
    .filter((place) => !places.includes(place))
    .map((place) => `cannot write to ${place}`);
};

const grace = (deployment: Node, container: Node, shutdownMs: number): string[] => {
  const given = Number(at(template(deployment), 'spec', 'terminationGracePeriodSeconds') ?? 0);
  const [, before = '0'] = list(at(container, 'lifecycle', 'preStop', 'exec', 'command')).map(text);
  // Not a number when either is missing, which is no grace at all.
  return given > Number(before) + shutdownMs / 1000 ? [] : [`is killed after ${given} s`];
};
