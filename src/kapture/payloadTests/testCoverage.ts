import { commonFailures } from '../catalogue/commonFailures.ts';
import { defaultDialect, type Dialect } from '../catalogue/dialect.ts';
import { failureOf, failureReasons, failures, keyFailuresOf, type FailureReason } from '../catalogue/failures.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { dialectsOf, formOf } from '../catalogue/forms.ts';
import { dialectOf, type Connection } from '../connection/connection.ts';
import { pointerOf } from '../json/jsonPointer.ts';
import { sharedFieldsOfBody } from './sharedFieldsOfBody.ts';
import { idPaths } from '../catalogue/writeAct.ts';
import { operationIds, operations, type OperationId } from '../catalogue/registry.ts';
import type { FieldSchema } from '../catalogue/vocabulary.ts';
import type { Expectation, TestStep } from './testCase.ts';

/** Something that tests can exercise. */
export interface Covered {
  readonly name: string;
  readonly isCovered: boolean;
}

/** What the tests exercise of an operation, in the order of its documentation. */
export interface OperationCoverage {
  readonly operation: OperationId;
  /** The number of requests in all cases. */
  readonly requests: number;
  /** The dialects whose fields and failures count: those of the requests, else the one of the connection. */
  readonly dialects: readonly Dialect[];
  readonly requestFields: readonly Covered[];
  /** JSON pointers, in which `*` is any element. */
  readonly responseFields: readonly Covered[];
  /** The messages of its documented failures. */
  readonly failures: readonly Covered[];
}

/** A step with the text of the body that it sends, before variables are replaced; undefined if it is unknown. */
export interface SentStep {
  readonly step: TestStep;
  readonly body: string | undefined;
}

/** The connection whose dialects count for steps without one. */
export type CoverageConnection = Pick<Connection, 'dialect' | 'dialects'>;

/**
 * What a set of tests exercises of each operation: the documented fields that a request has, the documented fields that
 * an expectation or snapshot checks, and the documented failures that a step expects. Only the dialects that the tests
 * send count. Tests are not run.
 */
export function testCoverage(
  sent: readonly SentStep[],
  connection: CoverageConnection = { dialect: defaultDialect, dialects: {} },
): OperationCoverage[] {
  return operationIds.map((operation) => {
    const own = sent.filter(({ step }) => step.operation === operation);
    const fields = new Set(own.flatMap(({ body }) => sharedFieldsOfBody(operation, body)));
    const expectations = own.flatMap(({ step }) => step.expectations);
    const expected = new Set(own.flatMap(({ step }) => failuresOf(step, connection)));
    const stated = own.length ? own.map(({ step }) => step.dialect) : [undefined];
    const used = new Set(stated.map((dialect) => dialect ?? dialectOf(connection, operation)));
    // An operation without a form for a dialect has its only form in it.
    const known = dialectsOf(operation);
    const dialects = known.filter((one) =>
      [...used].some((dialect) => formOf(operation, dialect) === formOf(operation, one)),
    );
    const forms = dialects.map((dialect) => formOf(operation, dialect));
    return {
      operation,
      requests: own.length,
      dialects,
      requestFields: [...new Set(forms.flatMap((form) => fieldsOf(operation, form)))].map((name) => ({
        name,
        isCovered: fields.has(name),
      })),
      responseFields: fieldPointers(operations[operation].response.schema()).map((name) => ({
        name,
        isCovered: expectations.some((expectation) => checks(expectation, name)),
      })),
      failures: failureReasons
        .filter((reason) => forms.some((form) => isDocumentedFor(reason, form)))
        .map((reason) => ({ name: failures[reason].message.trim(), isCovered: expected.has(reason) })),
    };
  });
}

/**
 * The documented fields of a form by their shared names. An Add with the ID of a customer would update it, so no test
 * can have it.
 */
function fieldsOf(operation: OperationId, form: OperationForm): string[] {
  const names = Object.keys(form.fieldMap?.paths ?? form.request().properties);
  const isAdd = operations[operation].act === 'add';
  return isAdd && idPaths(form).length ? names.filter((name) => name !== 'kapture_customer_id') : names;
}

function isDocumentedFor(reason: FailureReason, form: OperationForm): boolean {
  if (failures[reason].isUnauthorized) return keyFailuresOf(form).includes(reason);
  return reason in commonFailures || reason in form.failures;
}

/** The pointers of the values in a response that are neither objects nor arrays. */
function fieldPointers(schema: FieldSchema, pointer = ''): string[] {
  if (schema.properties)
    return Object.entries(schema.properties).flatMap(([name, field]) =>
      fieldPointers(field, pointer + pointerOf([name])),
    );
  return schema.items ? fieldPointers(schema.items, `${pointer}/*`) : [pointer];
}

/** An expectation of an object or array checks the fields in it. */
function checks({ subject, pointer, verb, ignore = [] }: Expectation, field: string): boolean {
  if (subject === 'snapshot') return !ignore.some((ignored) => isAtOrAbove(ignored, field));
  if (subject !== 'response') return false;
  return verb === 'equals' ? isAtOrAbove(pointer, field) : pattern(pointer) === field;
}

function isAtOrAbove(pointer: string, field: string): boolean {
  return field === pattern(pointer) || field.startsWith(`${pattern(pointer)}/`);
}

function pattern(pointer: string): string {
  return pointer.replace(/\/\d+(?=\/|$)/g, '/*');
}

/** The documented failures that a step expects, by its message or by an invalid key. A `matches` is not evaluated. */
function failuresOf(
  { operation, dialect, wrongKey, expectations }: TestStep,
  connection: CoverageConnection,
): FailureReason[] {
  const form = formOf(operation, dialect ?? dialectOf(connection, operation));
  const byMessage = expectations.flatMap(({ subject, verb, operand }) => {
    if (subject !== 'message' && subject !== 'response') return [];
    const text: unknown = operand.constant === undefined ? undefined : JSON.parse(operand.constant);
    if (typeof text !== 'string' || text.length < 5) return [];
    if (verb === 'equals') return failureOf(operation, text) ?? [];
    if (verb !== 'contains') return [];
    const fitting = failureReasons.filter(
      (reason) => isDocumentedFor(reason, form) && failures[reason].message.includes(text),
    );
    // A part of several messages does not say which of them is expected.
    return fitting.length === 1 ? fitting : [];
  });
  return wrongKey ? [...keyFailuresOf(form), ...byMessage] : byMessage;
}
