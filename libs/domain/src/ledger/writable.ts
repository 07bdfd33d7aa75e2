/** While it is put together member by member: each member spread in costs as much as all the others together. */
export type Writable<Members> = { -readonly [Key in keyof Members]: Members[Key] };
