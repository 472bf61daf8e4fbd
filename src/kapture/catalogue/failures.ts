import {
  commonFailures,
  type Failure,
  type OperationForm,
  malformed,
  type MalformedField,
  type BrokenRule,
  type FieldPath,
} from './form.ts';
import { formsOf, pathOfField, sharedFields } from './forms.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { operationIds, type Definition, type OperationId } from './registry.ts';
import type { Fields } from './fieldText.ts';

type OwnReason<One> = One extends { readonly failures: infer Own } ? keyof Own : never;
type DialectReason<One> = One extends { readonly dialects: () => infer Forms } ? OwnReason<Forms[keyof Forms]> : never;
export type FailureReason = Extract<
  keyof typeof commonFailures | OwnReason<Definition> | DialectReason<Definition>,
  string
>;

const { 'invalid-auth-key': invalidAuthKey, ...others } = commonFailures;

/**
 * Every documented failure, by our name for it, in the order of the manual's table: the key is checked first, then come
 * the failures of each operation, and last those of the body.
 */
export const failures = Object.assign(
  { 'invalid-auth-key': invalidAuthKey },
  ...operationIds.flatMap((id) => formsOf(id).map((form) => form.failures)),
  others,
) as Readonly<Record<FailureReason, Failure>>;

export const failureReasons = Object.keys(failures) as FailureReason[];

/**
 * The documented failure that a server's message reports, ignoring case, white space, commas and periods; undefined if
 * there is none.
 */
export function failureOf(operation: OperationId, message: string): FailureReason | undefined {
  const text = normalized(message);
  const found =
    reasonsByMessage.get(text) ?? starts.filter((reason) => text.startsWith(normalized(failures[reason].message)));
  return found.find((reason) => canHave(operation, reason));
}

const starts = failureReasons.filter((reason) => failures[reason].isStart);
const reasonsByMessage = Map.groupBy(failureReasons, (reason) => normalized(failures[reason].message));

/** The failures that report a refused key in a form: those that it documents itself, or else the common ones. */
export function keyFailuresOf({ failures: own }: OperationForm): readonly [FailureReason, ...FailureReason[]] {
  const [first, ...others] = (Object.keys(own) as FailureReason[]).filter((reason) => failures[reason].isUnauthorized);
  return first ? [first, ...others] : ['invalid-auth-key'];
}

/**
 * Whether an operation can have a failure, documented or inferred. A server checks the key of every operation, so each
 * of them can report a refused one.
 */
function canHave(id: OperationId, reason: FailureReason): boolean {
  if (failures[reason].isUnauthorized || isDocumentedFor(id, reason)) return true;
  return formsOf(id).some((form) => form.inferredFailures?.includes(reason));
}

function isDocumentedFor(id: OperationId, reason: FailureReason): boolean {
  return reason in commonFailures || formsOf(id).some((form) => reason in form.failures);
}

export function operationsOf(reason: FailureReason): readonly OperationId[] {
  return [...documentedFor(reason), ...inferredFor(reason)];
}

export function documentedFor(reason: FailureReason): readonly OperationId[] {
  return operationIds.filter((id) => isDocumentedFor(id, reason));
}

/** The operations that probably have a failure, because they share a path with one for which it is documented. */
function inferredFor(reason: FailureReason): readonly OperationId[] {
  return operationIds.filter((id) => canHave(id, reason) && !isDocumentedFor(id, reason));
}

function normalized(message: string): string {
  return message
    .replace(/[\s,.]+/g, ' ')
    .trim()
    .toLowerCase();
}

/**
 * The fields of a request that the server rejects because of their format, by their shared names, each with the failure
 * that it causes.
 */
export function malformedFields(form: OperationForm, fields: Fields): readonly MalformedField<FailureReason>[] {
  return malformed(form.formats, sharedFields(form, fields)) as readonly MalformedField<FailureReason>[];
}

/**
 * The required fields that a body lacks, by their own names. The ID of a write decides what it does; see `writeAct.ts`.
 */
export function missingFields(form: OperationForm, fields: Fields): readonly string[] {
  const id = form.fieldMap ? undefined : 'kapture_customer_id';
  return (form.request().required ?? []).filter((name) => !(name in fields) && name !== id);
}

/** Where a body has a blank in a field that a new request of its form starts with: it was never filled in. */
export function unfilledFields(form: OperationForm, fields: Fields): readonly FieldPath[] {
  const shared = sharedFields(form, fields);
  return Object.keys(form.draft)
    .filter((name) => shared[name] === '')
    .flatMap((name) => {
      const path = pathOfField(form, name);
      return path ? [path] : [];
    });
}

/** The sentence about such fields; undefined if there are none. */
export function problemOfUnfilled(paths: readonly FieldPath[]): Problem | undefined {
  const names = paths.map((path) => path.join('.')).join(', ');
  return paths.length
    ? problem('Left blank: {0}. It is unknown what a blank does. Enter a value, or remove the field.', names)
    : undefined;
}

/**
 * The documented failure that a request causes regardless of the stored customers; undefined if it passes. The sandbox
 * applies this rule, and the editor shows it as a warning.
 */
export function brokenRule(form: OperationForm, fields: Fields): BrokenRule<FailureReason> | undefined {
  return form.brokenRule(sharedFields(form, fields)) as BrokenRule<FailureReason> | undefined;
}

/** The failures of a write with a value that must be unique and that a customer already has. */
export const takenFailures: readonly FailureReason[] = ['phone-taken', 'email-taken', 'both-taken'];
