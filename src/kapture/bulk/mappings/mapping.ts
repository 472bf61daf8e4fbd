import { fieldOfIdentifier, type Identifier } from '../plans/identifiers.ts';

/** What a blank cell does. `omit`: the field is not sent. `clear`: a blank value is sent. */
export const blankRules = ['omit', 'clear'] as const;
export type BlankRule = (typeof blankRules)[number];

/** What is done with a column. */
export interface ColumnMapping {
  /** The name of the column in the table. */
  readonly column: string;
  /** The shared name of a field; undefined to ignore the column. */
  readonly field?: string;
  /** It is unknown whether a blank value clears a field of a tenant, so the default is `omit`. */
  readonly blank?: BlankRule;
  /** Sends cells unchanged: they are not repaired, and cells that look damaged are not rejected. */
  readonly isExact?: boolean;
}

export function isIgnored({ field }: ColumnMapping): boolean {
  return field === undefined;
}

/** A value that is sent for every row. */
export interface ConstantMapping {
  readonly field: string;
  /** Can contain variables such as `{{name}}`. */
  readonly value: string;
}

/** What the columns of a table mean. Plain data. Columns that are not listed are ignored. */
export interface Mapping {
  readonly identifyBy: Identifier;
  readonly columns: readonly ColumnMapping[];
  readonly constants: readonly ConstantMapping[];
}

/** Whether a mapping was made for a table with these columns: it lists each of them, and no others. */
export function isForColumns({ columns }: Mapping, names: readonly string[]): boolean {
  const listed = new Set(columns.map(({ column }) => column));
  return listed.size === names.length && names.every((name) => listed.has(name));
}

/** The column that identifies the customer of a row; undefined if there is none. */
export function keyColumn({ identifyBy, columns }: Mapping): ColumnMapping | undefined {
  return columns.find(({ field }) => field === fieldOfIdentifier[identifyBy]);
}
