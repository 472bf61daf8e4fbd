import { problem } from '../../problem/problem.ts';
import { TableError } from './tableError.ts';

/** The maximum number of columns of a table. */
export const maxColumns = 1000;

export function tooManyColumns(): TableError {
  return new TableError('format', problem('The table has more than {0} columns.', maxColumns));
}
