/**
 * A tenant as a path segment of a document's URI, readable in tooltips: `acme.kapturecrm.com`, `http+127.0.0.1:8080`,
 * `sandbox+1a2b3c4d`.
 */
export function tenantSegment(tenant: string): string {
  return tenant.startsWith('https://') ? tenant.slice('https://'.length) : tenant.replace(/:(\/\/)?/, '+');
}

/** The tenant of a path segment; undefined for a text that is not from {@link tenantSegment}. */
export function tenantOfSegment(segment: string): string | undefined {
  const [, scheme, rest = ''] = /^(?:(http|sandbox)\+)?([^+]+)$/.exec(segment) ?? [];
  if (scheme === 'sandbox') return /^\w+$/.test(rest) ? `sandbox:${rest}` : undefined;
  const origin = `${scheme ?? 'https'}://${rest}`;
  return URL.parse(origin)?.origin === origin ? origin : undefined;
}

/** The host of a tenant, with a port if it has one; undefined for the sandbox of an editor. */
export function tenantHost(tenant: string): string | undefined {
  return URL.parse(tenant)?.host || undefined;
}

/**
 * The digits of the tenant's own ID in Kapture, from a setting, a request or a record; undefined for zero, which means
 * none, and for anything else.
 */
export function tenantIdOf(value: unknown): string | undefined {
  const id = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
  return /^(?=.*[1-9])\d{1,20}$/.test(id) ? id : undefined;
}

/** Whether a host name is the loopback interface of this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}
