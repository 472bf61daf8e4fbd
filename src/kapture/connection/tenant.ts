/**
 * A tenant as a segment of a document's path, readable in a tooltip: `acme.kapturecrm.com`, `http+127.0.0.1:8080`,
 * `sandbox+1a2b3c4d`.
 */
export function tenantSegment(tenant: string): string {
  return tenant.startsWith('https://') ? tenant.slice('https://'.length) : tenant.replace(/:(\/\/)?/, '+');
}

/** The tenant of a segment; undefined for a text that {@link tenantSegment} does not write. */
export function tenantOfSegment(segment: string): string | undefined {
  const [, scheme, rest = ''] = /^(?:(http|sandbox)\+)?([^+]+)$/.exec(segment) ?? [];
  if (scheme === 'sandbox') return /^\w+$/.test(rest) ? `sandbox:${rest}` : undefined;
  const origin = `${scheme ?? 'https'}://${rest}`;
  return URL.parse(origin)?.origin === origin ? origin : undefined;
}

/** What a tenant is called where no connection leads to it: its host, or the word for the sandbox. */
export function tenantHost(tenant: string): string | undefined {
  return URL.parse(tenant)?.host || undefined;
}
