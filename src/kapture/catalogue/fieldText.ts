/** The fields of a request, without the array around them, whatever their types. */
export type Fields = Readonly<Record<string, unknown>>;

/** A field as the server reads it: numbers count as text, blanks as nothing. */
export function fieldText(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}
