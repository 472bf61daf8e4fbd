/**
 * Formats rates with one decimal, and small ones with their first digit, so that only no rate at all is 0. An unknown
 * rate is a dash.
 */
export function rateFormat(locale: string): (value: number) => string {
  const rates = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const small = new Intl.NumberFormat(locale, { maximumSignificantDigits: 1 });
  return (value) => (Number.isFinite(value) ? (value < 0.1 ? small : rates).format(value) : '–');
}
