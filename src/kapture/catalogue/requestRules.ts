import { problemOfRange } from '../dates/calendar.ts';
import type { FailureReason } from './failures.ts';
import type { OperationId } from './registry.ts';
import { emailPattern, phonePattern } from './customer/customerFields.ts';
import { datePattern } from './customer/pull.ts';

/** A request after its brackets were taken off: the fields, whatever their types. */
export type Fields = Readonly<Record<string, unknown>>;

/** A field as the server reads it: numbers count as text, blanks as nothing. */
export function fieldText(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === 'string'
    ? value.trim()
    : typeof value === 'number' || typeof value === 'bigint'
      ? String(value)
      : '';
}

/** The form that the server wants of a field, and what it answers to any other. */
interface FieldForm {
  readonly pattern: string;
  readonly reason: FailureReason;
}

const contactForms: Readonly<Record<string, FieldForm>> = {
  email_id: { pattern: emailPattern, reason: 'invalid-email' },
  phone: { pattern: phonePattern, reason: 'invalid-phone' },
};
const dateForm: FieldForm = { pattern: datePattern, reason: 'no-customer-between-dates' };

/** The fields of each operation whose form the server judges. */
export const fieldForms: Readonly<Record<OperationId, Readonly<Record<string, FieldForm>>>> = {
  add: contactForms,
  get: {},
  update: contactForms,
  pull: { start_date: dateForm, end_date: dateForm },
};

/** The fields of a request that are not of the form that the server wants, with the failure that each causes. */
export function malformedFields(
  operation: OperationId,
  fields: Fields,
): readonly { readonly field: string; readonly reason: FailureReason }[] {
  return Object.entries(fieldForms[operation]).flatMap(([field, { pattern, reason }]) => {
    const value = fields[field];
    const text = typeof value === 'string' ? value : fieldText(fields, field);
    const isJudged = typeof value === 'string' || text !== '';
    return isJudged && !new RegExp(pattern).test(text) ? [{ field, reason }] : [];
  });
}

/**
 * The documented failure that a request gets whoever else is stored; undefined if it passes. The sandbox answers by this
 * rule, and the editor warns by it. In which order the real server looks is not known.
 */
export function brokenRule(operation: OperationId, fields: Fields): FailureReason | undefined {
  switch (operation) {
    case 'add':
      if (!fieldText(fields, 'customer_name') || (!fieldText(fields, 'phone') && !fieldText(fields, 'email_id')))
        return 'name-and-contact-required';
      return malformedFields(operation, fields)[0]?.reason;
    case 'update':
      return malformedFields(operation, fields)[0]?.reason;
    case 'get':
      return ['kapture_customer_id', 'customer_id', 'email_id', 'phone'].some((name) => fieldText(fields, name))
        ? undefined
        : 'customer-not-found';
    case 'pull':
      return problemOfRange({ start: fieldText(fields, 'start_date'), end: fieldText(fields, 'end_date') })
        ? 'no-customer-between-dates'
        : undefined;
  }
}
