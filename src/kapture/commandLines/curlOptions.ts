import { parseArgs } from 'node:util';

/**
 * The options of curl that take a value, with their short forms, from `curl --help all` of 8.14. All others are
 * switches.
 */
const valued = `
  abstract-unix-socket alt-svc aws-sigv4 cacert capath cert:E cert-type ciphers config:K connect-timeout connect-to continue-at:C cookie:b cookie-jar:c
  create-file-mode crlfile curves data:d data-ascii data-binary data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers
  doh-url dump-header:D ech egd-file engine etag-compare etag-save expect100-timeout form:F form-string ftp-account ftp-alternative-to-user ftp-method
  ftp-port:P ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip header:H help:h hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway
  json keepalive-cnt keepalive-time key key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize max-redirs
  max-time:m netrc-file noproxy oauth2-bearer output:o output-dir parallel-max pass pinnedpubkey preproxy proto proto-default proto-redir proxy:x
  proxy-cacert proxy-capath proxy-cert proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass proxy-pinnedpubkey
  proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword proxy-tlsuser proxy-user:U proxy1.0 pubkey quote:Q random-file range:r rate
  referer:e request:X request-target resolve retry retry-delay retry-max-time sasl-authzid service-name sigalgs socks4 socks4a socks5
  socks5-gssapi-service socks5-hostname speed-limit:Y speed-time:y ssl-sessions stderr telnet-option:t tftp-blksize time-cond:z tls-max tls13-ciphers
  tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file:T upload-flags url url-query user:u user-agent:A variable
  vlan-priority write-out:w`;
const switches = 'get:G head:I';

/**
 * An option of a curl command, by its long name if it is listed above. An argument without an option is a `url`, as in
 * curl.
 */
export interface CurlOption {
  readonly name: string;
  readonly value: string;
}

/** Reads the arguments of a curl command, in order. */
export function readCurlOptions(args: readonly string[]): CurlOption[] {
  const optionsOf = (list: string, type: 'string' | 'boolean') =>
    list
      .trim()
      .split(/\s+/)
      .map((entry) => {
        const [name = '', short] = entry.split(':');
        return [name, { type, ...(short && { short }) }] as const;
      });
  const options = Object.fromEntries([...optionsOf(valued, 'string'), ...optionsOf(switches, 'boolean')]);
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  return tokens.flatMap((token): CurlOption[] => {
    if (token.kind === 'option') return [{ name: token.name, value: token.value ?? '' }];
    // Skips the blank argument that remains of a line continuation pasted into a single-line input box.
    return token.kind === 'positional' && token.value.trim() ? [{ name: 'url', value: token.value }] : [];
  });
}
