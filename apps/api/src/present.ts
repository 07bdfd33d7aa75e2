/** Members that are there. An absent member must stay absent, not become undefined: it would be part of the command. */
export type Present<Members> = { [Key in keyof Members]?: Exclude<Members[Key], undefined> };

export function present<Members extends object>(members: Members): Present<Members>;
export function present(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** The named members as far as they are there. */
export function pick<Body extends object, Key extends keyof Body>(
  body: Body,
  ...keys: readonly Key[]
): Pick<Body, Key>;
export function pick(body: Readonly<Record<string, unknown>>, ...keys: readonly string[]): object {
  const picked: Record<string, unknown> = {};
  for (const key of keys) if (body[key] !== undefined) picked[key] = body[key];
  return picked;
}
