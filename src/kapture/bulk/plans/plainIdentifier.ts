import { withoutSeparators } from '../tables/repairCell.ts';
import type { Identifier } from './rowInput.ts';

/** An identifier in the form in which those of a file are compared. */
export function plainIdentifier(identifier: Identifier, key: string): string {
  const text = key.trim();
  if (identifier === 'phone') return plainPhone(text);
  return identifier === 'email' ? text.toLowerCase() : text;
}

/** The digits of a phone, without the country code of India. */
export function plainPhone(text: string): string {
  const digits = withoutSeparators(text).replace(/^\+/, '');
  return digits.replace(/^(?:(?:00)?91|0+)(?=[6-9]\d{9}$)/, '');
}
