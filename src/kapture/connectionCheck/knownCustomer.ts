import { identifierOf } from '../catalogue/customer/identifier.ts';

/** A customer that exists on the tenant. Either value suffices. */
export interface KnownCustomer {
  readonly kapture_customer_id?: string;
  readonly phone?: string;
}

/**
 * The customer of a typed ID or phone number, which can have blanks and hyphens. Undefined for any other text. IDs have
 * 8 or 9 digits, so ten or more are a phone. A shorter number is one if it starts with +.
 */
export function knownCustomer(typed: string): KnownCustomer | undefined {
  // Kapture stores the phones of India without a prefix.
  const compact = typed.replace(/[\s().-]/g, '').replace(/^(\+?91|0)(?=\d{10}$)/, '');
  if (/^\d{10,}$/.test(compact)) return { phone: compact };
  const found = identifierOf(compact);
  if (found?.field === 'phone' || found?.field === 'kapture_customer_id') return { [found.field]: found.value };
  return /^\+\d{8,15}$/.test(compact) ? { phone: compact } : undefined;
}
