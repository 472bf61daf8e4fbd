import { UsageError } from './usageError.ts';

/** The value of an option that is a whole number. */
export function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`Option --${option} must be a whole number.`);
  return Number(text);
}
