/** A published message, as far as every topic has it. What `data` holds, its schema says. */
export interface Message {
  /** The same however often the message is delivered. */
  readonly id: string;
  /** Whose history this is a piece of, e.g. `/ledgers/330000`. */
  readonly source: string;
  /** Place in that history, 0, 1, 2 … without gaps. */
  readonly sequence: bigint;
  readonly type: string;
  readonly subject: string;
  /** ISO 8601 in UTC. */
  readonly time: string;
  readonly data: unknown;
}
