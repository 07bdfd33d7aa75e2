/** What happened, as short text that a test can state in full. */
import type { LedgerCommand } from '../commands.js';
import type { LedgerEvent, LedgerEventType } from '../events.js';
import type { LotOpened } from '../lot.js';
import type { Refusal, RefusalCode, RefusalFacts } from '../refusals.js';
import type { World } from './world.js';

const MU = 200_000n;

/** `300` for 300 亩 of every component, `300/250/200` where they differ; `=7` are whole units that are no 亩. */
export const inMu = (amounts: readonly bigint[]): string => {
  const texts = amounts.map(exactMu);
  return new Set(texts).size === 1 ? (texts[0] ?? '') : texts.join('/');
};

const exactMu = (amount: bigint): string => {
  if (amount < 0n) return `-${exactMu(-amount)}`;
  if (amount % 20n !== 0n) return `=${amount}`;
  const tail = String((amount % MU) / 20n)
    .padStart(4, '0')
    .replace(/0+$/, '');
  return tail === '' ? String(amount / MU) : `${amount / MU}.${tail}`;
};

/** `i.1/source -> u-330000/i.1/available 1000/900/800`, with the reservation in brackets. */
export const movedBy = ({ data }: LedgerEvent): string[] =>
  data.postings.map(({ from, to, quantity, reservation }) =>
    [
      `${from} -> ${to} ${inMu(Object.values(quantity))}`,
      ...(reservation === undefined ? [] : [`(${reservation})`]),
    ].join(' '),
  );

/** Every account that is not empty. */
export const balancesOf = (world: World): Record<string, string> =>
  Object.fromEntries([...world.balances()].map(([path, balance]) => [path, inMu(balance)]));

/** The balances of one unit, or of the accounts that nobody holds, without its name. */
export const heldBy = (world: World, unit: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(balancesOf(world))
      .filter(([path]) => path.startsWith(`${unit}/`))
      .map(([path, balance]) => [path.slice(unit.length + 1), balance]),
  );

type EventOf<Type extends LedgerEventType> = Extract<LedgerEvent, { readonly type: Type }>;

/** The event that a command was accepted as. @throws {Error} it was refused, or is of another type */
export const accepted = <Type extends LedgerEventType>(
  world: World,
  command: LedgerCommand,
  type: Type,
): EventOf<Type> => {
  world.post(command);
  const event = world.last();
  if (!isOf(event, type)) throw new Error(`${command.kind} became ${event.type}`);
  return event;
};

const isOf = <Type extends LedgerEventType>(
  event: LedgerEvent,
  type: Type,
): event is EventOf<Type> => event.type === type;

/** Why a command was refused. @throws {Error} it was accepted */
export const refusalOf = (world: World, command: LedgerCommand): Refusal => {
  const refusal = world.refusal(command);
  if (refusal === undefined) throw new Error(`${command.kind} was accepted`);
  return refusal;
};

export const codeOf = (world: World, command: LedgerCommand): RefusalCode =>
  refusalOf(world, command).code;

export const factsOf = (world: World, command: LedgerCommand): RefusalFacts =>
  refusalOf(world, command).facts;

/** Units of a stated number of 亩, as refusals tell them. */
export const muUnits = (mu: number): string => String(BigInt(mu) * MU);

/** The lot of an event. @throws {Error} it opened no such lot */
export const lotIn = ({ data }: LedgerEvent, n = 1): LotOpened => {
  const lot = data.lots[n - 1];
  if (lot === undefined) throw new Error(`no lot ${n} in ${data.entryId}`);
  return lot;
};
