import { dialectExamples, examples, type Example } from '../catalogue/examples.ts';
import { dialectsOf } from '../catalogue/forms.ts';
import { dialectOf, type Connection } from '../connection/connection.ts';

/** The examples in the dialects of a connection: the published samples, then the requests for documented failures. */
export function examplesFor(connection: Pick<Connection, 'dialect' | 'dialects'> | undefined): readonly Example[] {
  if (!connection) return examples;
  // An operation with one form has it in every dialect.
  const fits = ({ operation, dialect }: Example): boolean =>
    dialectsOf(operation).length === 1 || dialect === dialectOf(connection, operation);
  return [...dialectExamples, ...examples]
    .filter(fits)
    .toSorted((a, b) => Number(a.failure !== undefined) - Number(b.failure !== undefined));
}
