import type { Role } from '#domain';
import { printJson, serverOf, type Context, type ServerOptions } from '../context.js';
import { Failed, reasonOf } from '../failure.js';
import { renderTable } from '../output/table.js';
import { askedAgain, type KeptEntry, type Request } from './asked-again.js';
import { keptEntries } from './kept-entries.js';
import { codeOf, recordOf, textOf } from './recorded.js';

type Outcome =
  'posted' | 'there already' | 'refused' | 'by hand' | 'by the ledger' | 'would be posted';

export interface Done {
  readonly entry: string;
  readonly kind: string;
  readonly revision: string;
  readonly outcome: Outcome;
  /** Words of the server, or for a person. */
  readonly why?: string;
}

/** Whether a file is one that "recover" wrote. */
export const isOfRecover = (file: string): boolean => file.endsWith('.jsonl');

/**
 * Posts what was lost with a log again, each under the key it had and as whoever it was posted by, in its order. What the
 * ledger refuses now is told and the rest goes on: who answers for it decides.
 */
export const postAgain = async (
  file: string,
  options: ServerOptions & { readonly dryRun: boolean },
  context: Context,
): Promise<void> => {
  const done = await inTheirOrder(await keptEntries(file), (kept) =>
    postOne(kept, options, context),
  );
  const { terminal } = context;
  if (options.json) printJson(terminal, { entries: done });
  else terminal.out(inWords(done));
  const open = done.filter(isOpen).length;
  if (open > 0)
    throw new Failed(
      `${open} of ${done.length} entries are not posted`,
      options.json ? 'reported' : {},
    );
};

/** After them nothing is posted on the days, or of the plan year, that they close. */
const CLOSINGS: ReadonlySet<string> = new Set(['BooksClosed', 'PlanYearClosed']);

/**
 * Posts one after the other. A closing is left to people when something of its ledger before it is not posted: books once
 * closed stay closed, and what is missing could never be posted on its day.
 */
export const inTheirOrder = async (
  entries: readonly KeptEntry[],
  post: (kept: KeptEntry) => Promise<Done>,
): Promise<Done[]> => {
  const done: Done[] = [];
  const incomplete = new Set<string>();
  for (const kept of entries) {
    const { ledger, entry, kind, revision } = kept;
    const isHeld = CLOSINGS.has(kind) && incomplete.has(ledger);
    const one: Done = isHeld
      ? { ...{ entry, kind, revision, why: HELD }, outcome: 'by hand' }
      : await post(kept);
    if (isOpen(one)) incomplete.add(ledger);
    done.push(one);
  }
  return done;
};

const HELD = 'entries before it are not posted, and cannot be on their days once it is';

const isOpen = ({ outcome }: Done): boolean => outcome === 'refused' || outcome === 'by hand';

const postOne = async (
  kept: KeptEntry,
  options: ServerOptions & { readonly dryRun: boolean },
  context: Context,
): Promise<Done> => {
  const { ledger, entry, kind, revision } = kept;
  const about = { entry, kind, revision };
  const actor = actorOf(kept);
  if (actor.role === 'system') return { ...about, outcome: 'by the ledger' };
  const request = askedAgain(kept);
  if (!request)
    return { ...about, outcome: 'by hand', why: 'its entry does not hold all that was asked' };
  const why = request.isSame ? {} : { why: OTHER_WORDS };
  if (options.dryRun) return { ...about, outcome: 'would be posted', ...why };
  try {
    const server = await serverOf(context, { ...options, ledger }, actor.role, actor);
    const { status } = await server.postOnce(pathOf(ledger, request), entry, request.body);
    return { ...about, outcome: status === 200 ? 'there already' : 'posted', ...why };
  } catch (error) {
    if (!(error instanceof Failed)) throw error;
    return { ...about, outcome: 'refused', why: reasonOf(error) };
  }
};

const OTHER_WORDS =
  'worded otherwise than it was asked: its sender is told so when sending it again';

const pathOf = (ledger: string, { route }: Request): string => `/v1/ledgers/${ledger}/${route}`;

interface Actor {
  readonly sub: string;
  readonly role: Role | 'system';
  readonly unit: string;
}

const actorOf = ({ data }: KeptEntry): Actor => {
  const { id, role, unitId } = recordOf(data['actor']);
  return { sub: textOf(id), role: ROLES.get(textOf(role)) ?? 'system', unit: codeOf(unitId) };
};

const ROLES: ReadonlyMap<string, Role> = new Map(
  (['province', 'city', 'county', 'operator'] as const).map((role) => [role, role]),
);

const inWords = (done: readonly Done[]): string =>
  renderTable(
    ['rev.', 'entry 登记', 'kind 种类', '', ''].map((title) => ({ title })),
    done.map(({ revision, entry, kind, outcome, why = '' }) => [
      revision,
      entry,
      kind,
      outcome,
      why,
    ]),
  );
