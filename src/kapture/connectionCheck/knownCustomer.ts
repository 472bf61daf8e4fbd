import { identifierOf } from '../catalogue/customer/identifier.ts';

/** A customer that exists on the tenant. Either value suffices. */
export interface KnownCustomer {
  readonly kapture_customer_id?: string;
  readonly phone?: string;
}

/**
 * The customer of a typed ID or phone number, which can have blanks and hyphens. Undefined for any other text. A number
 * of another country is a phone if it starts with +.
 */
export function knownCustomer(typed: string): KnownCustomer | undefined {
  const compact = typed.replace(/[\s().-]/g, '');
  const found = identifierOf(compact);
  if (found?.field === 'phone' || found?.field === 'kapture_customer_id') return { [found.field]: found.value };
  return /^\+\d{8,15}$/.test(compact) ? { phone: compact } : undefined;
}
