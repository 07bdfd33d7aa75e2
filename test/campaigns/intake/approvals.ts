import type { SentCommand } from '../../e2e/command-topic.js';
import { DOCUMENT } from '../../e2e/story.js';
import { blocks, type County } from '../crash/clerk.js';
import type { Random } from '../crash/random.js';

/** More than any lot holds. */
const TOO_MUCH = 1_000_000;
/** Of everything: what is given back later leaves no room on the days before. */
const DAY = '2017-05-02';
/** Reservations that are open at once: fewer than a lot has room for, however long it goes on. */
const RESERVED_MAX = 40;

/** The system of one county: it sends approvals, gives some of them back, and now and then sends one again. */
export class Approvals {
  private readonly reserved: string[] = [];
  private readonly sent: SentCommand[] = [];
  private made = 0;

  constructor(
    private readonly county: County,
    private readonly token: string,
    private readonly random: Random,
  ) {}

  next(): SentCommand {
    const command = this.choose();
    this.sent.push(command);
    return command;
  }

  private choose(): SentCommand {
    const choice = this.random.below(100);
    if (choice < 10 && this.sent.length > 0) return this.random.of(this.sent);
    const gives = choice < 35 || this.reserved.length > RESERVED_MAX;
    if (gives && this.reserved.length > 0) return this.release();
    return this.reserve(choice < 45 ? TOO_MUCH : 1 + this.random.below(2));
  }

  private command(kind: string, body: object): SentCommand {
    const { county, token } = this;
    this.made += 1;
    return { id: `${county.code}-${this.made}`, kind, body, token, key: county.code };
  }

  private reserve(size: number): SentCommand {
    const [lot = ''] = this.county.lots;
    const command = this.command('reservations', {
      unit: this.county.code,
      draws: [{ lot, quantity: blocks(size) }],
      project: `P-${this.made}`,
      ...{ expiresOn: '2017-12-31', effectiveOn: DAY },
    });
    if (size !== TOO_MUCH) this.reserved.push(command.id);
    return command;
  }

  /** Of the last one, which may be on its way yet: it is recorded only if the order is kept. */
  private release(): SentCommand {
    const reservation = this.reserved.pop();
    return this.command('releases', {
      ...{ reservation, effectiveOn: DAY, document: DOCUMENT },
    });
  }
}
