/** How Get Customer is asked for: by an input box whatever is open, or by fields that are known. */
export interface GetOptions {
  readonly ask?: boolean;
  readonly fields?: Readonly<Record<string, string>>;
  /** Name of the connection to ask; left out, the active one. */
  readonly connection?: string | undefined;
}
