import { problemOfRange } from './calendar.ts';
import type { FailureReason } from './failures.ts';
import type { OperationId } from './operations.ts';
import { emailPattern, phonePattern } from './schemas/customerFields.ts';

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

/**
 * The documented failure that a request gets whoever else is stored; undefined if it passes. The sandbox answers by this
 * rule, and the editor warns by it. In which order the real server looks is not known.
 */
export function brokenRule(operation: OperationId, fields: Fields): FailureReason | undefined {
  switch (operation) {
    case 'add':
      if (!fieldText(fields, 'customer_name') || (!fieldText(fields, 'phone') && !fieldText(fields, 'email_id')))
        return 'name-and-contact-required';
      return malformed(fields);
    case 'update':
      return malformed(fields);
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

function malformed(fields: Fields): FailureReason | undefined {
  if (!new RegExp(emailPattern).test(fieldText(fields, 'email_id'))) return 'invalid-email';
  if (!new RegExp(phonePattern).test(fieldText(fields, 'phone'))) return 'invalid-phone';
  return undefined;
}
