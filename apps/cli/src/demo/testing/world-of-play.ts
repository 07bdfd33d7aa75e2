import type { Actor, LedgerCommand } from '#domain';
import { operator, province, World } from '#domain/testing';
import { atOnce } from '#event-store';
import { AmountReader } from '../../../../api/src/ledger/amount-reader.js';
import {
  entryRouteNamed,
  OPEN_LEDGER,
  type EntryRoute,
} from '../../../../api/src/ledger/entry-routes.js';
import type { Line } from '../play/line.js';
import { OPENING } from '../play/set-up.js';
import { PROVINCE } from '../units/zhejiang-units.js';

const commandOf = (
  world: World,
  route: EntryRoute,
  entryId: string,
  body: unknown,
  actor: Actor,
): LedgerCommand => {
  const amounts = new AmountReader(world.state);
  const accepted = route.accept(body);
  const command = atOnce(accepted.commandSteps({ entryId, actor, amounts, state: world.state }));
  amounts.throwProblems();
  return command;
};

/** The command of a line as the HTTP door would make it. */
export const commandOfLine = (world: World, { entryId, kind, body }: Line): LedgerCommand => {
  const route = entryRouteNamed(kind);
  if (route === undefined) throw new Error(`no kind of entry: ${kind}`);
  const actor = kind === 'days' ? operator : { ...province, unit: PROVINCE };
  return commandOf(world, route, entryId, body, actor);
};

/** A ledger in memory, opened as the demonstration opens it. */
export const openedWorld = (): World => {
  const world = new World();
  return world.post(commandOf(world, OPEN_LEDGER, 'demo:open', OPENING, province));
};
