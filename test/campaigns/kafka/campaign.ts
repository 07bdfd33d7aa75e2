import { setTimeout as pause } from 'node:timers/promises';
import { startTestPostgres } from '#testing/postgres';
import type { KafkaInstallation } from '#testing/kafka';
import { openProvince } from '../crash/campaign.js';
import { Clerk } from '../crash/clerk.js';
import { Random } from '../crash/random.js';
import { readAnswer } from '../crash/ticket.js';
import { rawLog } from '../raw-log.js';
import { readModelsAt, tableBalances } from '../read-tables.js';
import { Site, VICTIMS, type Victim } from './site.js';
import { examineTopic } from './topic.js';

const CLERKS = 4;
/** The counties of the clerks. */
const UNITS = ['u-330402', 'u-330411', 'u-330106'];
const POLL_MS = 50;
const POLLS_MAX = 3_600;

export interface KafkaCampaignOptions {
  readonly kafka: KafkaInstallation;
  readonly rounds: number;
  readonly seed: number;
  /** Commands each clerk sends in a round. The kill comes somewhere in the first two thirds of them. */
  readonly commandsMax: number;
  readonly onRound?: (figures: KafkaRound) => void;
}

export interface KafkaRound {
  readonly round: number;
  readonly victim: Victim;
  /** Answers of the round before the kill. */
  readonly killedAfter: number;
  readonly entries: number;
  /** Messages in the topic so far, and how many of them came again. */
  readonly messages: number;
  readonly repeated: number;
  /** Balances of the guest that were compared. */
  readonly balances: number;
  /** From the restart until the guest had everything. */
  readonly caughtUpMs: number;
  readonly faults: readonly string[];
}

export interface KafkaCampaign {
  readonly rounds: readonly KafkaRound[];
  readonly kills: Site['kills'];
  /** Messages the guest was given again and passed over. */
  readonly passedOver: number;
  readonly faults: readonly string[];
}

/** Plays rounds until one finds a fault. Whatever happens, processes and data are gone afterwards. */
export const playKafkaCampaign = async ({
  kafka,
  rounds,
  seed,
  commandsMax,
  onRound,
}: KafkaCampaignOptions): Promise<KafkaCampaign> => {
  const postgres = await startTestPostgres();
  let site: Site | undefined;
  try {
    site = await Site.open(postgres, kafka, UNITS);
    const { counties } = await openProvince(site.installation, site.door);
    const clerks = Array.from({ length: CLERKS }, (_, n) => {
      const county = counties[n % counties.length];
      if (!county) throw new RangeError('no county was set up');
      return new Clerk(`k${n}`, county, new Random(seed, n));
    });
    const played: KafkaRound[] = [];
    for (let round = 0; round < rounds && (played.at(-1)?.faults ?? []).length === 0; round += 1) {
      const figures = await playRound(site, clerks, { seed, round, commandsMax });
      played.push(figures);
      onRound?.(figures);
    }
    const { kills, guest } = site;
    const faults = played.flatMap((one) => one.faults);
    return { rounds: played, kills, passedOver: guest.repeated, faults };
  } finally {
    await site?.close().catch(() => undefined);
    await postgres.stop();
  }
};

/** Load, a kill in the middle of it, the restart, and everything compared when the guest has caught up. */
const playRound = async (
  site: Site,
  clerks: readonly Clerk[],
  plan: { readonly seed: number; readonly round: number; readonly commandsMax: number },
): Promise<KafkaRound> => {
  const { seed, round, commandsMax } = plan;
  const random = new Random(seed, round);
  const victim = VICTIMS[round % VICTIMS.length] ?? 'broker';
  const killAt = random.below((CLERKS * commandsMax * 2) / 3);
  let answers = 0;
  let killing: Promise<number> | undefined;
  const onAnswer = (): void => {
    answers += 1;
    const soFar = answers;
    // Restarted at once: the other half of the load meets a broker or a publisher that comes back.
    if (answers > killAt) killing ??= killAndRestart(site, victim, random).then(() => soFar);
  };
  await Promise.all(
    clerks.map((clerk, n) => {
      clerk.choose(new Random(seed, round, n));
      return work(site, clerk, commandsMax, onAnswer);
    }),
  );
  const killedAfter = (await killing) ?? 0;

  const log = (await rawLog(site.installation)).filter(({ stream }) => stream === 'ledger-330000');
  const waitedFrom = performance.now();
  await caughtUp(site, String(log.length - 1));
  const caughtUpMs = performance.now() - waitedFrom;
  const topic = await examineTopic(site.broker.address, log);
  await readModelsAt(site.installation, BigInt(log.length) - 1n);
  const copied = await site.guest.balances();
  const held = await ofUnits(site);
  return {
    ...{ round, victim, killedAfter, caughtUpMs, entries: log.length },
    ...{ messages: topic.messages, repeated: topic.repeated, balances: held.size },
    faults: [...topic.faults, ...differences(copied, held), ...site.faults],
  };
};

const killAndRestart = async (site: Site, victim: Victim, random: Random): Promise<void> => {
  await site.kill(victim, random);
  await site.restart(random);
};

const work = async (
  { installation, door }: Site,
  clerk: Clerk,
  commandsMax: number,
  onAnswer: () => void,
): Promise<void> => {
  for (let sent = 0; sent < commandsMax; sent += 1) {
    const ticket = clerk.next();
    const { as, path, key, body } = ticket;
    const answer = await installation.post(door, as, path, key, body);
    for (const [entryId, { kind }] of readAnswer(ticket, answer))
      if (kind === 'recorded') ticket.onRecorded(entryId);
    onAnswer();
  }
};

/** @throws {Error} the guest does not get there */
const caughtUp = async (site: Site, revision: string): Promise<void> => {
  let handled: string | undefined;
  for (let polls = 0; polls < POLLS_MAX && site.faults.length === 0; polls += 1) {
    handled = await site.guest.handled();
    if (handled === revision) return;
    await pause(POLL_MS);
  }
  throw new Error(
    `the guest stays at ${handled}, the log is at ${revision}\n${site.guest.said}\n${site.faults.join('\n')}`,
  );
};

const ofUnits = async (site: Site): Promise<Map<string, bigint>> => {
  const all = await tableBalances(site.installation);
  return new Map(
    [...all].filter(([account]) => UNITS.some((unit) => account.startsWith(`${unit}/`))),
  );
};

const differences = (
  copied: ReadonlyMap<string, bigint>,
  held: ReadonlyMap<string, bigint>,
): string[] =>
  [...new Set([...copied.keys(), ...held.keys()])]
    .filter((key) => copied.get(key) !== held.get(key))
    .map((key) => `${key}: ${copied.get(key)} with the guest, ${held.get(key)} with us`);
