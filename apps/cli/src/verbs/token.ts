import { InvalidArgumentError, Option } from 'commander';
import { provinceDigits, roles, TokenProblem, type Role } from '#platform';
import type { Verb } from '../context.js';
import { WrongUse } from '../failure.js';
import { localIssuer } from '../server/local-token.js';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;
const TTL_MAX = 366 * SECONDS.d;

/** "90s", "15m", "8h", "30d" in seconds. */
export const parseTtl = (text: string): number => {
  const match = /^(\d{1,8})([smhd])$/.exec(text);
  const unit = Object.entries(SECONDS).find(([name]) => name === match?.[2])?.[1];
  const seconds = Number(match?.[1] ?? 0) * (unit ?? 0);
  if (seconds > 0 && seconds <= TTL_MAX) return seconds;
  throw new InvalidArgumentError('expected e.g. 90s, 15m, 8h or 30d, at most 366d');
};

const parseProvince = (text: string): string => {
  if (/^\d{6}$/.test(text)) return text;
  throw new InvalidArgumentError('expected the code of a province, e.g. 330000');
};

interface TokenOptions {
  readonly role: Role;
  readonly unit?: string;
  readonly province?: string;
  readonly name?: string;
  readonly sub?: string;
  readonly ttl: number;
}

/** Prints the token alone, so that it can be put into a variable. */
export const tokenVerb: Verb = (program, { terminal, config }) => {
  program
    .command('token')
    .description('issue a token of this installation and print it alone')
    .addOption(new Option('--role <role>', 'what it may do').choices(roles).makeOptionMandatory())
    .option('--unit <code>', 'unit it acts for, by code or unitId; every role but public, operator')
    .option(
      '--province <code>',
      'province whose ledger it speaks of; a unit that is named by its code needs none',
      parseProvince,
    )
    .option('--name <name>', 'name of the person')
    .option('--sub <id>', 'id of the person, as the ledger records it')
    .option('--ttl <time>', 'how long it is good for', parseTtl, parseTtl('8h'))
    .addHelpText(
      'after',
      `
Examples:
  TOKEN=$(npx --silent muledger token --role province --unit 330000)
  npx muledger token --role county --unit 330402 --name 王 --ttl 30d`,
    )
    .action(async ({ role, unit, province, name, sub, ttl }: TokenOptions) => {
      const { dataDir, oidcIssuer } = config();
      if (oidcIssuer !== undefined)
        throw new WrongUse(`tokens come from ${oidcIssuer} (OIDC_ISSUER), not from here`);
      if (unit === undefined && role !== 'public' && role !== 'operator')
        throw new WrongUse(`a token for ${role} needs --unit, the code of its unit`);
      if (unit !== undefined && province === undefined && provinceDigits(unit) === undefined)
        throw new WrongUse(
          `${unit} does not tell its province: add --province, the six digits of its code`,
        );
      const issuer = await localIssuer(dataDir);
      const claims = {
        sub: sub ?? `${role}-${unit ?? 'local'}`,
        name: name ?? role,
        role,
        ...(unit === undefined ? {} : { unit }),
        ...(province === undefined ? {} : { province }),
        ttl,
      };
      try {
        terminal.out(`${await issuer.issueToken(claims)}\n`);
      } catch (error) {
        // A token that no server would take is wrong use, and no fault of ours.
        if (error instanceof TokenProblem) throw new WrongUse(`no token: ${error.message}`);
        throw error;
      }
    });
};
