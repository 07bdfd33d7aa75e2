import type { Node, Value } from '../deployed.js';

const isNode = (value: Value): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at the end of a path, `undefined` when it breaks off. */
export const at = (value: Value, ...path: readonly string[]): Value => {
  let here = value;
  for (const key of path) here = isNode(here) ? here[key] : undefined;
  return here;
};

export const node = (value: Value): Node => (isNode(value) ? value : {});

export const list = (value: Value): readonly Value[] => (Array.isArray(value) ? value : []);

export const text = (value: Value): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

export const nameOf = (object: Value): string => text(at(object, 'metadata', 'name'));

export const ofKind = (objects: readonly Node[], kind: string): Node[] =>
  objects.filter((object) => object['kind'] === kind);

/** The pods of a deployment. */
export const template = (deployment: Node): Node => node(at(deployment, 'spec', 'template'));

export const containers = (deployment: Node): Node[] =>
  list(at(template(deployment), 'spec', 'containers')).map(node);

/** Whether labels have all that a selector asks for. */
export const selects = (selector: Value, labels: Value): boolean =>
  Object.entries(node(at(selector, 'matchLabels'))).every(
    ([key, value]) => node(labels)[key] === value,
  );

export const labelsOf = (deployment: Node): Value => at(template(deployment), 'metadata', 'labels');
