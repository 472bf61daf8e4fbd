/** What a query is evaluated on. */
export type QuerySource =
  | { readonly kind: 'text'; readonly text: string }
  /** A long response. */
  | { readonly kind: 'packed'; readonly blocks: readonly Uint8Array[] }
  /** All customers of a pull, as an array in the order they were stored. `database` is the path of the store. */
  | { readonly kind: 'pull'; readonly database: string; readonly pull: number };

/**
 * `values`: an array of the matching values. `paths`: an array of objects with the normalized path and the value of
 * each.
 */
export type ResultForm = 'values' | 'paths';

/** What to return in addition to the number of matching values. `maxLength` is in characters. */
export type QueryOutput =
  | { readonly kind: 'count' }
  /** JSON, formatted with one property or element per line. */
  | { readonly kind: 'document'; readonly form: ResultForm; readonly maxLength: number }
  /** One value per line: a string without quotes if it has one line, anything else as JSON. */
  | { readonly kind: 'lines'; readonly maxLength: number }
  /** A file with strict JSON, which replaces an existing one. */
  | { readonly kind: 'file'; readonly form: ResultForm; readonly path: string };

export interface QueryResult {
  readonly problem?: undefined;
  /** The number of matching values. */
  readonly count: number;
  /** The number of values in `text`, from the first one. */
  readonly shown: number;
  readonly text: string;
  /** The queried text was cut off, so that only its beginning was queried. */
  readonly isCut: boolean;
  /** The number of customers that are missing on disk and were not queried. */
  readonly missing: number;
}

/**
 * Why a query is invalid. `start`: it does not start with `$`. `incomplete`: more must follow. `function`: `found` is
 * not a function. `unclosed`: `found` is a bracket or quote that is not closed. `arguments`: a function or comparison
 * cannot be used like this. `range`: an index is too large. `pattern`: `found` is not a regular expression as of RFC
 * 9485.
 */
export interface QueryProblem {
  readonly problem: 'start' | 'incomplete' | 'unclosed' | 'function' | 'arguments' | 'range' | 'pattern' | 'syntax';
  /** The offset in the query, in characters. */
  readonly offset: number;
  /** The text at the offset. */
  readonly found: string;
}
