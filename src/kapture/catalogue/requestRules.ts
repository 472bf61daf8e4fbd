import { malformed, type MalformedField } from './fieldFormats.ts';
import type { Fields } from './fieldText.ts';
import type { FailureReason } from './failures.ts';
import type { OperationForm } from './form.ts';
import { sharedFields } from './forms.ts';
import type { BrokenRule } from './requestRule.ts';

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

/**
 * The documented failure that a request causes regardless of the stored customers; undefined if it passes. The sandbox
 * applies this rule, and the editor shows it as a warning.
 */
export function brokenRule(form: OperationForm, fields: Fields): BrokenRule<FailureReason> | undefined {
  return form.brokenRule(sharedFields(form, fields)) as BrokenRule<FailureReason> | undefined;
}
