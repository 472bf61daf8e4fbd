/**
 * The maximum number of records was received, in a period that cannot be divided further. With `isUsual`, that of newer
 * tenants, in a period of any length: it is unknown whether this tenant has it. With `hasMore`, the response says that
 * there are more. With `isPage`, a response to a request with a limit or an offset. With `isFiltered`, one to a request
 * that selects customers by other fields, alone or too, with any number of records. With `hasFewerInParts`, any number
 * for a period whose parts lacked some of them. Stored as JSON, so names must not change.
 */
export interface LimitedResponse {
  readonly limited: number;
  readonly isUsual?: true;
  readonly hasMore?: true;
  readonly hasFewerInParts?: true;
  readonly isPage?: true;
  readonly isFiltered?: true;
}
