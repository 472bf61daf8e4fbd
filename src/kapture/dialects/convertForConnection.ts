import type { Dialect } from '../catalogue/dialect.ts';
import { formOf } from '../catalogue/forms.ts';
import { operations, type OperationId } from '../catalogue/registry.ts';
import { fieldsOfWrite, writeActOf, type WriteAct } from '../catalogue/writeAct.ts';
import { dialectOf, type Connection } from '../connection/connection.ts';
import { readRaw } from '../exchange/requestBody.ts';
import { convertBody, type ConvertedBody } from './convertBody.ts';
import { otherDialectOf } from './otherDialect.ts';

/** A request in the dialect of a connection. */
export interface ConvertedRequest extends ConvertedBody {
  readonly to: Dialect;
  /** Set if the write does something else, because the dialects identify customers differently. */
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
  // With its variables in place of their values: a variable is not a blank ID.
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
