import type { GetRequest } from './get.ts';

export type IdentifierField = keyof Pick<GetRequest, 'kapture_customer_id' | 'customer_id' | 'email_id' | 'phone'>;

/**
 * The field of Get for an identifier that was typed: a text with an @ is an email, ten digits starting with 6 to 9
 * (with or without +91) a phone, other digits a Kapture id, anything else a customer code. Undefined for a blank text.
 */
export function identifierOf(typed: string): { readonly field: IdentifierField; readonly value: string } | undefined {
  const value = typed.trim();
  if (!value) return undefined;
  if (value.includes('@')) return { field: 'email_id', value };
  const digits = value.replace(/[\s().-]/g, '').replace(/^\+91/, '');
  if (/^[6-9]\d{9}$/.test(digits)) return { field: 'phone', value: digits };
  return /^\d+$/.test(value) ? { field: 'kapture_customer_id', value } : { field: 'customer_id', value };
}
