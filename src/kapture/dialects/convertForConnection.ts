import { type Dialect, defaultDialect } from '../catalogue/dialect.ts';
import { formOf, dialectOfBody, dialectsOf } from '../catalogue/forms.ts';
import { operations, type OperationId, operationIds } from '../catalogue/registry.ts';
import { fieldsOfWrite, writeActOf, type WriteAct } from '../catalogue/writeAct.ts';
import { dialectOf, type Connection } from '../connection/connection.ts';
import { readRaw } from '../exchange/requestBody.ts';
import { convertBody, type ConvertedBody } from './convertBody.ts';
import type { Fields } from '../catalogue/fieldText.ts';
import { dialectExamples, examples, type Example } from '../catalogue/examples.ts';

export interface ConvertedRequest extends ConvertedBody {
  readonly to: Dialect;
  /** Set if the converted write does something else, because the dialects identify customers differently. */
  readonly actChange: ActChange | undefined;
}

export interface ActChange {
  readonly before: WriteAct;
  readonly after: WriteAct;
}

/**
 * Converts the text of a request to the dialect of a connection. Undefined if it fits that dialect already, or is not
 * recognized as one in another dialect. `headingFor` returns the first line of the comment with the fields that have no
 * place, `noteFor` a line about a write that does something else.
 */
export function convertForConnection(
  text: string,
  operation: OperationId,
  connection: Connection,
  headingFor: (to: Dialect) => string,
  noteFor?: (change: ActChange) => string,
): ConvertedRequest | undefined {
  const { json } = readRaw(text);
  const to = dialectOf(connection, operation);
  // The body is read with its variables in place of their values, because a variable is not a blank ID.
  const before = json === undefined ? undefined : fieldsOfWrite(json);
  const from = before && otherDialectOf(operation, before, to);
  if (!before || from === undefined) return undefined;
  const form = formOf(operation, to);
  const { tenantField } = form;
  const conversion = {
    operation,
    from,
    to,
    heading: headingFor(to),
    ...(tenantField !== undefined && connection.cmId !== undefined && { added: { [tenantField]: connection.cmId } }),
  };
  const converted = convertBody(text, conversion);
  if (!converted) return undefined;
  const actChange = operations[operation].act
    ? actChangeOf(
        writeActOf(before, formOf(operation, from)),
        writeActOf(fieldsOfWrite(readRaw(converted.text).json ?? ''), form),
      )
    : undefined;
  const noted = actChange && noteFor && convertBody(text, { ...conversion, note: noteFor(actChange) });
  return { ...(noted ?? converted), to, actChange };
}

function actChangeOf(before: WriteAct, after: WriteAct): ActChange | undefined {
  const isSame =
    before.operation === after.operation && before.customerId === after.customerId && before.code === after.code;
  return isSame ? undefined : { before, after };
}

/**
 * The dialect that a body is written in, if a connection sends the operation in another one. Undefined if the body fits
 * the connection's dialect, or if its fields do not tell. Array brackets do not count, because a request is sent with
 * those that its form needs.
 */
export function otherDialect(
  operation: OperationId,
  body: string,
  connection: Pick<Connection, 'dialect' | 'dialects'>,
): Dialect | undefined {
  return dialectsOf(operation).length > 1
    ? otherDialectOf(operation, fieldsOfWrite(body), dialectOf(connection, operation))
    : undefined;
}

/** The dialect of these fields, if it is not the wanted one; see {@link otherDialect}. */
export function otherDialectOf(operation: OperationId, fields: Fields, stated: Dialect): Dialect | undefined {
  // An operation that has no form in the stated dialect is sent in the flat one.
  const wanted = dialectsOf(operation).includes(stated) ? stated : defaultDialect;
  // An Add with an ID is an Update in its dialect, and an Update without one is an Add.
  const otherActs = operations[operation].act ? operationIds.filter((id) => operations[id].act) : [];
  const found = [operation, ...otherActs].map((candidate) => dialectOfFields(candidate, fields, wanted));
  if (found.includes(wanted)) return undefined;
  const other = found.find((dialect) => dialect !== undefined);
  if (other !== undefined || !otherActs.length) return other;
  const similar = dialectsOf(operation).filter((dialect) => formOf(operation, dialect).recognition.resembles?.(fields));
  return similar.includes(wanted) ? undefined : similar[0];
}

function dialectOfFields(operation: OperationId, fields: Fields, preferred: Dialect): Dialect | undefined {
  const fits = [[fields], fields].map((body) => dialectOfBody(operation, body, preferred));
  return fits.includes(preferred) ? preferred : (fits[0] ?? fits[1]);
}

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
