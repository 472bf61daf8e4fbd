/**
 * The zero-based month of the date object around an offset in a text:
 * `{"year": 2021, "month": 2, "dayOfMonth": 14, …}`. Undefined if there is no such object.
 */
export function zeroBasedMonthAt(text: string, offset: number): number | undefined {
  // A date object has no nested objects.
  const start = text.lastIndexOf('{', offset);
  const end = text.indexOf('}', offset);
  if (start < 0 || end < 0) return undefined;
  let object: unknown;
  try {
    object = JSON.parse(text.slice(start, end + 1));
  } catch {
    return undefined;
  }
  const { year, month, dayOfMonth } = object as Readonly<Record<string, unknown>>;
  const isDate = Number.isInteger(year) && Number.isInteger(dayOfMonth);
  return isDate && typeof month === 'number' && Number.isInteger(month) && month >= 0 && month <= 11
    ? month
    : undefined;
}
