/** One step of the schema. Released steps are never edited, and a step only ever adds. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  /** What the application may do with what this step made. Applied anew at every start. */
  readonly grants: (quotedRole: string) => string;
}
