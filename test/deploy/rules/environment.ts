import { ConfigError, loadConfig } from '#platform';
import type { Node, Value } from '../deployed.js';
import { at, list, nameOf, node, ofKind, text } from './read.js';

export type Environment = Readonly<Record<string, string>>;

/** Read by Node.js itself. */
const OF_NODE = new Set(['NODE_OPTIONS']);

const SECRET = /PASSWORD|TOKEN|SECRET|USERNAME|DATABASE_URL|EVENTSTORE_URL|CREDENTIAL/;
const CREDENTIALS_IN_URL = /:\/\/[^/\s]*:[^/\s]*@/;
/** Stands for a secret that is not in the files. */
const REFERENCED: Environment = {
  MULEDGER_DATABASE_URL: 'postgres://user:referenced@database/muledger',
  EVENTSTORE_URL: 'esdb://user:referenced@log:2113',
};

/** What a container is told, with something sensible for what it is told by reference. */
export const environmentOf = (container: Node, objects: readonly Node[]): Environment => {
  const found: Record<string, string> = {};
  for (const from of list(container['envFrom'])) {
    const name = text(at(from, 'configMapRef', 'name'));
    const map = ofKind(objects, 'ConfigMap').find((one) => nameOf(one) === name);
    for (const [key, value] of Object.entries(node(at(map, 'data')))) found[key] = text(value);
  }
  for (const one of list(container['env'])) {
    const name = text(at(one, 'name'));
    const isReferenced = at(one, 'valueFrom', 'secretKeyRef') !== undefined;
    found[name] = isReferenced ? (REFERENCED[name] ?? 'referenced') : text(at(one, 'value'));
  }
  return found;
};

/** Variables nobody reads, and values the program would not start with. */
export const environmentFaults = (
  environment: Environment,
  known: ReadonlySet<string>,
): string[] => {
  const unknown = Object.keys(environment).filter((name) => !known.has(name) && !OF_NODE.has(name));
  const faults = unknown.map((name) => `${name} is read by nobody`);
  try {
    loadConfig(environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.push(...error.problems);
  }
  return faults;
};

/** Secrets that stand in the file, and references to what it should not hold. */
export const secretFaults = (container: Node, objects: readonly Node[]): string[] => {
  const settings = ofKind(objects, 'ConfigMap').flatMap((map) =>
    Object.entries(node(at(map, 'data'))),
  );
  const own = list(container['env']).map((one): [string, Value] => [
    text(at(one, 'name')),
    at(one, 'value'),
  ]);
  return [
    ...[...settings, ...own]
      .filter(([name, value]) => value !== undefined && looksSecret(name, text(value)))
      .map(([name]) => `${name} stands in clear text`),
    ...ofKind(objects, 'Secret').map((secret) => `secret ${nameOf(secret)} is part of the files`),
  ];
};

const looksSecret = (name: string, value: string): boolean =>
  SECRET.test(name) || CREDENTIALS_IN_URL.test(value);
