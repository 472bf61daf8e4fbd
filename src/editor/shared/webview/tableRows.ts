export interface Order<Name extends string> {
  readonly column: Name;
  readonly descending: boolean;
}

/** A request for rows. `version` identifies the rows that are listed. */
export interface RowsRequest<Name extends string> {
  readonly version: number;
  readonly order: Order<Name>;
  readonly offset: number;
  readonly limit: number;
}

/** The rows of a request, and how many there are in all. */
export interface Rows<Name extends string, Row> extends Omit<RowsRequest<Name>, 'limit'> {
  readonly total: number;
  readonly rows: readonly Row[];
}
