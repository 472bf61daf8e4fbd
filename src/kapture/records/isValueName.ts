/**
 * Whether the name of a property is probably a value, as in an object of customers by their phone numbers. Names of
 * fields are stored and shared, and values must not be.
 */
export function isValueName(name: string): boolean {
  // Of a number, such as a phone, without its separators.
  const compact = name.replace(/[\s().+-]/g, '');
  return /\d{5}|^\d{3,}$/.test(compact) || /@|\d{4}-\d{2}-\d{2}|^\s*$/.test(name);
}
