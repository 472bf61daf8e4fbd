import { parseArgs } from 'node:util';

/** Options of curl that a value follows, with their short forms. All others are switches. */
const valued: Readonly<Record<string, string>> = {
  request: 'X', header: 'H', user: 'u', data: 'd', 'data-ascii': '', 'data-raw': '', 'data-binary': '', 'data-urlencode': '', json: '', url: '',
  form: 'F', 'form-string': '', 'upload-file': 'T', config: 'K', 'user-agent': 'A', referer: 'e', cookie: 'b', 'cookie-jar': 'c',
  output: 'o', 'output-dir': '', 'dump-header': 'D', 'write-out': 'w', stderr: '', trace: '', 'trace-ascii': '',
  'max-time': 'm', 'connect-timeout': '', retry: '', 'retry-delay': '', 'retry-max-time': '', 'speed-limit': 'Y', 'speed-time': 'y', 'limit-rate': '',
  'max-redirs': '', 'max-filesize': '', range: 'r', interface: '', resolve: '', 'connect-to': '', 'dns-servers': '', 'unix-socket': '', 'keepalive-time': '',
  proxy: 'x', 'proxy-user': 'U', 'proxy-header': '', noproxy: '', preproxy: '', socks5: '', 'socks5-hostname': '',
  cacert: '', capath: '', cert: 'E', 'cert-type': '', key: '', 'key-type': '', pass: '', ciphers: '', 'tls-max': '', 'tls13-ciphers': '', curves: '', pinnedpubkey: '',
  'oauth2-bearer': '', 'aws-sigv4': '', variable: '', 'url-query': '', 'netrc-file': '',
};
const switches: Readonly<Record<string, string>> = { get: 'G', head: 'I' };

/** An option of a curl command by its long name, as far as it has one here; an argument without an option is a `url`, as for curl. */
export interface CurlOption {
  readonly name: string;
  readonly value: string;
}

/** Reads the arguments of a curl command, in order. */
export function readCurlOptions(args: readonly string[]): CurlOption[] {
  const option = (type: 'string' | 'boolean') => ([name, short]: [string, string]) => [name, { type, ...(short && { short }) }] as const;
  const options = Object.fromEntries([...Object.entries(valued).map(option('string')), ...Object.entries(switches).map(option('boolean'))]);
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  return tokens.flatMap((token): CurlOption[] => {
    if (token.kind === 'option') return [{ name: token.name, value: token.value ?? '' }];
    // A blank one is what is left of a line continuation in a box with one line.
    return token.kind === 'positional' && token.value.trim() ? [{ name: 'url', value: token.value }] : [];
  });
}
