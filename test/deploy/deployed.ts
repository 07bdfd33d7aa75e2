import { execFile } from 'node:child_process';
import path from 'node:path';

/** A value of a manifest as it stands there. */
export type Value = Node | readonly Value[] | string | number | boolean | null | undefined;
export interface Node {
  readonly [key: string]: Value;
}

/** What would be deployed, rendered. */
export interface Deployed {
  readonly overlays: Readonly<Record<string, readonly Node[]>>;
  readonly compose: Node;
  readonly dockerfile: readonly Instruction[];
  /** What the validator found. */
  readonly faults: readonly string[];
}

export interface Instruction {
  readonly stage: number;
  readonly keyword: string;
  readonly text: string;
}

const root = path.resolve(import.meta.dirname, '../..');
const NO_GO = 3;

const rendered = await new Promise<Deployed | undefined>((resolve, reject) => {
  execFile(
    process.execPath,
    [path.join(root, 'scripts/deploy-check.mjs'), '--json'],
    { maxBuffer: 1 << 26 },
    (error, stdout, stderr) => {
      if (error?.code === NO_GO) resolve(undefined);
      else if (stdout === '') reject(new Error(stderr));
      else resolve(JSON.parse(stdout) as Deployed);
    },
  );
});

/**
 * A suite on what is rendered. Without Go it says so and is counted as skipped, which CI takes for a failure.
 */
export const describeDeployed = (name: string, suite: (deployed: Deployed) => void): void => {
  if (rendered !== undefined) {
    describe(name, () => suite(rendered));
    return;
  }
  process.stderr.write(`Skipped, because there is no Go: ${name}\n`);
  describe(name, () => {
    const { skip } = it;
    skip('needs Go', () => undefined);
  });
};
