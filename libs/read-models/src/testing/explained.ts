import type { Pool, PoolClient } from 'pg';

/** A statement as a query sent it. */
interface Sent {
  /** The name under which the database keeps its plan; without one it is planned anew each time. */
  readonly name?: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What a plan did, in rows that were looked at, whether they were of use or not. */
export interface Explained {
  readonly text: string;
  readonly looked: number;
  /** Tables that were read from their first row to their last. */
  readonly scanned: readonly string[];
  /** Of the largest parts of the work, for a test that fails. */
  readonly parts: readonly string[];
}

/** A pool that keeps the statements that are sent through it. */
export const watched = (pool: Pool): { readonly pool: Pool; readonly sent: Sent[] } => {
  const sent: Sent[] = [];
  const connect = async (): Promise<PoolClient> => {
    const client = await pool.connect();
    return new Proxy(client, {
      get: (target, name) => {
        if (name === 'query')
          return (query: unknown, ...rest: readonly unknown[]): unknown => {
            if (isSent(query)) sent.push(query);
            return Reflect.apply(target.query, target, [query, ...rest]);
          };
        const member: unknown = Reflect.get(target, name);
        return typeof member === 'function' ? member.bind(target) : member;
      },
    });
  };
  const watching = new Proxy(pool, {
    get: (target, name) => (name === 'connect' ? connect : Reflect.get(target, name)),
  });
  return { pool: watching, sent };
};

const isSent = (query: unknown): query is Sent =>
  typeof query === 'object' && query !== null && 'text' in query && 'values' in query;

/** Runs a statement again with its plan shown, once planned for its values and once for any. */
export const explain = async (
  client: PoolClient,
  { text, values }: Sent,
  planned: 'for its values' | 'for any values',
): Promise<Explained> => {
  const mode = planned === 'for any values' ? 'force_generic_plan' : 'force_custom_plan';
  await client.query(`set plan_cache_mode = ${mode}; set jit = off;
    set max_parallel_workers_per_gather = 0; prepare explained as ${text}`);
  try {
    const { rows } = await client.query<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>(
      `explain (analyze, timing off, format json) execute explained${values.length === 0 ? '' : `(${values.map(literal).join(', ')})`}`,
    );
    const plan = rows[0]?.['QUERY PLAN'][0]?.Plan;
    if (plan === undefined) throw new Error('no plan');
    const nodes = [...flattened(plan)].filter((node) => node['Relation Name'] !== undefined);
    return {
      text,
      looked: nodes.reduce((sum, node) => sum + lookedAt(node), 0),
      scanned: nodes
        .filter((node) => node['Node Type'] === 'Seq Scan' && node['Actual Loops'] > 0)
        .map((node) => node['Relation Name'] ?? ''),
      parts: nodes
        .toSorted((a, b) => lookedAt(b) - lookedAt(a))
        .slice(0, 4)
        .map(
          (node) =>
            `${node['Node Type']} ${node['Relation Name']} ${node['Index Name'] ?? ''} ${lookedAt(node)}`,
        ),
    };
  } finally {
    await client.query('deallocate explained; reset plan_cache_mode');
  }
};

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Node[];
}

function* flattened(node: Node): Generator<Node> {
  yield node;
  for (const one of node.Plans ?? []) yield* flattened(one);
}

const lookedAt = (node: Node): number =>
  Math.round(
    (node['Actual Rows'] +
      (node['Rows Removed by Filter'] ?? 0) +
      (node['Rows Removed by Index Recheck'] ?? 0)) *
      node['Actual Loops'],
  );

const literal = (value: unknown): string => {
  if (value === null || value === undefined) return 'null';
  const text = Array.isArray(value)
    ? `{${value.map((one) => `"${String(one).replaceAll(/["\\]/g, '\\$&')}"`).join(',')}}`
    : JSON.stringify(value, (_, one: unknown) =>
        typeof one === 'bigint' ? String(one) : one,
      ).replaceAll(/^"|"$/g, '');
  return `'${text.replaceAll("'", "''")}'`;
};
