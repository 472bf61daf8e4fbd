/** What queries are evaluated on, as it was read from a source. */
export interface Queried {
  readonly root: unknown;
  /** The unchanged text of a value in it. */
  textAt(location: readonly (string | number)[]): string;
  /** See `QueryResult`. */
  readonly isCut: boolean;
  readonly missing: number;
}
