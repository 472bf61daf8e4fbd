import { isLoopback } from '../../kapture/connection/connection.ts';

/**
 * What a connection to an address may be called: the tenant's part of the host name; `local` for this machine; the host
 * where it is an IP address, or that name is taken.
 */
export function suggestedName(
  { hostname, host }: URL,
  local: string,
  isTaken: (name: string) => boolean = () => false,
): string {
  if (isLoopback(hostname)) return isTaken(local) ? host : local;
  const isAddress = /^[\d.]+$|^\[/.test(hostname);
  return isAddress ? host : hostname.split('.')[0]!;
}
