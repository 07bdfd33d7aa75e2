import { Failed } from '../failure.js';

/** Reads a JSON answer member by member. What is missing ends the verb: the server is another version. */
export class Answer {
  constructor(
    private readonly value: unknown,
    private readonly place = 'answer',
  ) {}

  text(name: string): string {
    const value = this.member(name);
    if (typeof value === 'string') return value;
    if (typeof value === 'number') return String(value);
    return this.lacks(name);
  }

  optionalText(name: string): string | undefined {
    return this.member(name) === undefined ? undefined : this.text(name);
  }

  has(name: string): boolean {
    return this.member(name) !== undefined;
  }

  list(name: string): Answer[] {
    const value = this.member(name);
    if (!Array.isArray(value)) return this.lacks(name);
    return value.map((one: unknown, i) => new Answer(one, `${this.place}.${name}[${i}]`));
  }

  object(name: string): Answer {
    const value = this.member(name);
    if (typeof value !== 'object' || value === null) return this.lacks(name);
    return new Answer(value, `${this.place}.${name}`);
  }

  /** Names and values of an object. */
  get members(): [string, Answer][] {
    return this.entries.map(([name, value]) => [name, new Answer(value, `${this.place}.${name}`)]);
  }

  private member(name: string): unknown {
    return this.entries.find(([key]) => key === name)?.[1];
  }

  private get entries(): [string, unknown][] {
    const { value } = this;
    return typeof value === 'object' && value !== null ? Object.entries(value) : [];
  }

  private lacks(name: string): never {
    throw new Failed(`${this.place} has no "${name}": is the server of another version?`);
  }
}
