/**
 * The tenant's own ID in Kapture, in a setting, a request or a record, as its digits; undefined for anything else. Zero
 * is none.
 */
export function tenantIdOf(value: unknown): string | undefined {
  const id = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return /^(?=.*[1-9])\d{1,20}$/.test(id) ? id : undefined;
}
