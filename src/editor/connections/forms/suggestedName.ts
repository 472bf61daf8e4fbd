import { isLoopback } from '../../../kapture/connection/tenant.ts';

/**
 * Suggests a name for a connection: the first label of the host name; `local` for this machine; host and port for
 * another IP address or if `local` is taken.
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
