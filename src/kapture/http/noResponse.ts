import { problem, type Problem } from '../problem/problem.ts';
import type { KaptureError } from './kaptureError.ts';

/** Why there is no response to a request, in one or two sentences that name the host and the cause. */
export function noResponse(error: Pick<KaptureError, 'reason' | 'host' | 'detail'>): Problem {
  const { reason, host, detail } = error;
  switch (reason) {
    case 'name-not-found':
      return problem('The host {0} was not found. Check the base URL of the connection.', host);
    case 'refused':
      return problem('{0} refused the connection. Check the base URL and that the server runs.', host);
    case 'tls':
      return notSecure(host, detail);
    case 'timeout':
      return problem('{0} did not respond in time.', host);
    case 'reset':
      return problem('{0} closed the connection before it responded.', host);
    case 'not-http':
      return problem('{0} returned a response that is not HTTP.', host);
    case 'too-large':
      return problem(
        '{0} returned more than {1} MB (kapture.maxResponseMegabytes).',
        host,
        Math.round(Number(detail) / 1_000_000),
      );
    case 'not-confirmed':
      return problem('Nothing was sent: {0} is production, and the request was not confirmed.', detail);
    case 'read-only':
      return problem('Nothing was sent: the connection {0} is read-only.', detail);
    case 'corrupt':
      return problem('The response from {0} is damaged and could not be decompressed ({1}).', host, detail);
    case 'proxy':
      return problem('The proxy could not reach {0} ({1}). Check http.proxy or HTTPS_PROXY.', host, detail);
    case 'proxy-auth':
      return problem('The proxy requires a password for {0} ({1}). Set http.proxy or HTTPS_PROXY.', host, detail);
    case 'ca-file':
      return problem('Nothing was sent: the CA file of the connection cannot be used ({0}).', detail);
    case 'canceled':
      return problem('Canceled.');
    case 'network':
      return notReached(host, detail);
  }
}

/** `code` is an error code of OpenSSL or Node. */
function notSecure(host: string, code: string): Problem {
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_'))
    return problem('No secure connection to {0}: TLS failed ({1}). Check the base URL.', host, code);
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      return problem('No secure connection to {0}: its certificate has expired.', host);
    case 'CERT_NOT_YET_VALID':
      return problem('No secure connection to {0}: its certificate is not valid yet. Check the clock.', host);
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return problem('No secure connection to {0}: its certificate is for another host.', host);
    default:
      return problem('The certificate of {0} is not trusted. If you trust it, set the CA file ({1}).', host, code);
  }
}

/** `code` is an error code of the system, or empty. */
function notReached(host: string, code: string): Problem {
  switch (code) {
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EHOSTDOWN':
    case 'ENETDOWN':
      return problem('{0} cannot be reached from this network. Check the network and VPN.', host);
    case 'EACCES':
    case 'EPERM':
      return problem('This machine does not allow the connection to {0}. Check its firewall.', host);
    default:
      return problem('{0} could not be reached ({1}).', host, code);
  }
}
