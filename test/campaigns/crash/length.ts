/** How long a campaign is: short in `npm test`; longer, and told round by round, with variables of the environment. */
export interface CampaignLength {
  readonly rounds: number;
  readonly seed: number;
  readonly commandsMax: number;
  readonly isSoak: boolean;
  /** Tells whoever waits for a long one. */
  readonly say: (line: string) => void;
}

/** From `<name>_ROUNDS`, `<name>_SEED` and `<name>_COMMANDS`. */
export const campaignLength = (
  name: string,
  short: Pick<CampaignLength, 'rounds' | 'seed' | 'commandsMax'>,
): CampaignLength => {
  const { env } = process;
  const isSoak = env[`${name}_ROUNDS`] !== undefined;
  return {
    rounds: Number(env[`${name}_ROUNDS`] ?? short.rounds),
    seed: Number(env[`${name}_SEED`] ?? short.seed),
    commandsMax: Number(env[`${name}_COMMANDS`] ?? short.commandsMax),
    isSoak,
    say: (line) => void (isSoak && process.stdout.write(`${line}\n`)),
  };
};

/** Milliseconds; only against hanging. */
export const CAMPAIGN_MS_MAX = 4 * 3_600_000;
