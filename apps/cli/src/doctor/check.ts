import { reasonOf } from '../failure.js';

/** What one check found. */
export interface Finding {
  readonly name: string;
  /** `skipped`: there was nothing to check yet. */
  readonly state: 'ok' | 'wrong' | 'skipped';
  readonly detail: string;
}

export const ok = (name: string, detail: string): Finding => ({ name, state: 'ok', detail });
export const wrong = (name: string, detail: string): Finding => ({ name, state: 'wrong', detail });
export const skipped = (name: string, detail: string): Finding => ({
  name,
  state: 'skipped',
  detail,
});

/** A check that throws has found something wrong. */
export const checked = async (
  name: string,
  check: () => Promise<Finding | readonly Finding[]>,
): Promise<readonly Finding[]> => {
  try {
    return [await check()].flat();
  } catch (error) {
    return [wrong(name, reasonOf(error))];
  }
};
