/** The fields of a request, without the array around them. Values may have any type. */
export type Fields = Readonly<Record<string, unknown>>;

/** A field as the server reads it: trimmed, numbers as text. Empty for a blank, a missing field and any other type. */
export function fieldText(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}
