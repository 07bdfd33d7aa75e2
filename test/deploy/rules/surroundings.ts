import type { Node } from '../deployed.js';
import { environmentOf, type Environment } from './environment.js';
import { at, containers, labelsOf, list, nameOf, node, ofKind, selects, text } from './read.js';

/** What is wrong around the processes of an overlay: budgets, selectors, doors, edges. */
export const surroundingFaults = (objects: readonly Node[]): string[] => [
  ...selectorFaults(objects),
  ...budgetFaults(objects),
  ...doorFaults(objects),
  ...edgeFaults(objects),
];

const selectorFaults = (objects: readonly Node[]): string[] => {
  const deployments = ofKind(objects, 'Deployment');
  return deployments.flatMap((one) => {
    const chosen = deployments.filter((other) =>
      selects(at(one, 'spec', 'selector'), labelsOf(other)),
    );
    return chosen.length === 1 && chosen[0] === one
      ? []
      : [`${nameOf(one)} selects the pods of ${chosen.map(nameOf).join(', ')}`];
  });
};

const budgetFaults = (objects: readonly Node[]): string[] => {
  const budgets = ofKind(objects, 'PodDisruptionBudget');
  return ofKind(objects, 'Deployment').flatMap((deployment) => {
    const replicas = Number(at(deployment, 'spec', 'replicas') ?? 1);
    const own = budgets.filter((one) => selects(at(one, 'spec', 'selector'), labelsOf(deployment)));
    if (replicas > 1 && own.length !== 1)
      return [`${nameOf(deployment)} has ${own.length} budgets`];
    return own
      .filter((one) => Number(at(one, 'spec', 'minAvailable')) >= replicas)
      .map((one) => `budget ${nameOf(one)} stops every drain`);
  });
};

/** Paths that are for inside only. */
const INSIDE = ['/metrics'];

const doorFaults = (objects: readonly Node[]): string[] => {
  const faults: string[] = [];
  for (const service of ofKind(objects, 'Service')) {
    const selector = { matchLabels: node(at(service, 'spec', 'selector')) };
    const chosen = ofKind(objects, 'Deployment').filter((one) => selects(selector, labelsOf(one)));
    const silent = chosen.filter((one) => !serves(one, objects));
    if (chosen.length === 0) faults.push(`service ${nameOf(service)} leads nowhere`);
    if (silent.length > 0)
      faults.push(`service ${nameOf(service)} leads to ${silent.map(nameOf).join(', ')}`);
  }
  for (const ingress of ofKind(objects, 'Ingress'))
    for (const rule of list(at(ingress, 'spec', 'rules')))
      for (const one of list(at(rule, 'http', 'paths'))) {
        const path = text(at(one, 'path'));
        if (INSIDE.some((inside) => inside.startsWith(path)))
          faults.push(`${path} is for inside only`);
        const name = text(at(one, 'backend', 'service', 'name'));
        if (!ofKind(objects, 'Service').some((service) => nameOf(service) === name))
          faults.push(`${path} leads to ${name}, which is not there`);
      }
  return faults;
};

const serves = (deployment: Node, objects: readonly Node[]): boolean =>
  ['all', 'api'].includes(roleOf(deployment, objects));

export const roleOf = (deployment: Node, objects: readonly Node[]): string =>
  containers(deployment)
    .map((one) => environmentOf(one, objects)['MULEDGER_ROLE'] ?? 'all')
    .join();

const KAFKA = 9093;
/** Where each setting leads, and on which port. */
const LEADS: readonly (readonly [variable: string, port: number])[] = [
  ['MULEDGER_DATABASE_URL', 5432],
  ['EVENTSTORE_URL', 2113],
  ['KAFKA_BROKERS', KAFKA],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 4318],
];

const portsOf = (environment: Environment): number[] =>
  LEADS.filter(([variable]) => variable in environment)
    .map(([, port]) => port)
    .filter((port) => port !== KAFKA || asksKafka(environment));

/** It publishes, or it takes commands in; to others brokers are of no use. */
const asksKafka = ({ MULEDGER_ROLE: role = 'all', KAFKA_INTAKE: intake }: Environment): boolean =>
  ['all', 'publisher'].includes(role) || (role === 'api' && intake === 'on');

const edgeFaults = (objects: readonly Node[]): string[] => {
  const policies = ofKind(objects, 'NetworkPolicy');
  const faults = policies.some(deniesAll) ? [] : ['what is not allowed is not denied'];
  for (const policy of policies) {
    const selector = at(policy, 'spec', 'podSelector');
    if (!ofKind(objects, 'Deployment').some((one) => selects(selector, labelsOf(one))))
      faults.push(`policy ${nameOf(policy)} is for nobody`);
  }
  for (const deployment of ofKind(objects, 'Deployment')) {
    const own = policies.filter((one) =>
      selects(at(one, 'spec', 'podSelector'), labelsOf(deployment)),
    );
    const out = own.flatMap((one) => list(at(one, 'spec', 'egress')));
    const ports = containers(deployment).flatMap((one) => portsOf(environmentOf(one, objects)));
    if (serves(deployment, objects)) ports.push(443);
    for (const port of [53, ...ports])
      if (!out.some((rule) => opens(rule, port)))
        faults.push(`${nameOf(deployment)} does not get out to port ${port}`);
    for (const port of LEADS.map(([, port]) => port))
      if (!ports.includes(port) && out.some((rule) => opens(rule, port)))
        faults.push(`${nameOf(deployment)} gets out to port ${port} for nothing`);
    if (!own.some((one) => list(at(one, 'spec', 'ingress')).length > 0))
      faults.push(`${nameOf(deployment)} cannot be asked for its figures`);
  }
  return faults;
};

const deniesAll = (policy: Node): boolean =>
  Object.keys(node(at(policy, 'spec', 'podSelector'))).length === 0 &&
  ['Ingress', 'Egress'].every((type) => list(at(policy, 'spec', 'policyTypes')).includes(type)) &&
  at(policy, 'spec', 'ingress') === undefined &&
  at(policy, 'spec', 'egress') === undefined;

const opens = (rule: Parameters<typeof at>[0], port: number): boolean =>
  list(at(rule, 'ports')).some((one) => {
    const first = Number(at(one, 'port'));
    return port >= first && port <= Number(at(one, 'endPort') ?? first);
  });
