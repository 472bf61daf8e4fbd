import { keyOfUser, readAuthKey, type AuthKey } from '../connection/authKey.ts';
import { readLoose } from '../json/looseJson.ts';
import { tokenAt } from '../json/tokens.ts';
import { readScript, type Shell, shellOf, shells } from './shells/readScript.ts';
import { withoutSecretParameters } from './recognizeOperation.ts';
import type { ScriptCommand, ScriptProblem } from './shells/script.ts';
import { parseArgs } from 'node:util';
import { requestHeaders } from '../exchange/exchange.ts';

export interface CurlRequest {
  /** Scheme, host and port; undefined if the URL has a variable. */
  readonly origin: string | undefined;
  /** Path and query, as typed, without parameters that may be secret. */
  readonly path: string;
  /** The names of the omitted parameters. */
  readonly omittedParameters: readonly string[];
  /** The JSON as typed, with `{{$env:NAME}}` for each environment variable. */
  readonly body: string;
  /** The auth key in the command, if there is one. No other property contains it. */
  readonly key: AuthKey | undefined;
  /** The names of the command's headers that our requests do not have. No property contains their values. */
  readonly omittedHeaders: readonly string[];
}

/** Why a text cannot be read. `detail` is the option, file, method or second URL that causes the problem. */
export interface CurlProblem {
  readonly reason:
    | ScriptProblem
    | 'no-command'
    | 'no-url'
    | 'several-urls'
    | 'no-body'
    | 'method'
    | 'file'
    | 'unsupported'
    | 'joined'
    | 'not-json';
  readonly detail: string;
}

export type CurlReading =
  | { readonly request: CurlRequest; readonly problem?: undefined }
  | { readonly request?: undefined; readonly problem: CurlProblem };

/** Options that cannot be ignored, because the request would not be a POST of a JSON body. */
const unsupported = [
  'form',
  'form-string',
  'upload-file',
  'config',
  'next',
  'variable',
  'expand-data',
  'expand-header',
  'expand-url',
];
const bodyOptions = ['data', 'data-ascii', 'data-raw', 'data-binary', 'data-urlencode', 'json'];

/**
 * Reads the first curl command in a text for bash or the Windows command prompt, typed or from a browser's
 * "Copy as cURL". Runs no command and reads no file.
 */
export function fromCurl(text: string): CurlReading {
  return readCurl(text).reading;
}

/** The options of the first curl command in a text, as `fromCurl` reads them. Contains secrets. */
export function curlOptions(text: string): readonly CurlOption[] {
  return readCurl(text).options;
}

interface CurlCommand {
  readonly options: readonly CurlOption[];
  readonly reading: CurlReading;
}

/** A text that is one code block of Markdown. */
const fenced = /^\s*```[\w-]*[ \t]*\r?\n([^]*?)\r?\n```\s*$/;

/** Reads a command for the shell that it appears to be for, unless only the other one reads JSON in it. */
function readCurl(text: string): CurlCommand {
  const script = fenced.exec(text)?.[1] ?? text;
  const apparent = shellOf(script);
  const first = readFor(script, apparent);
  const hasJson = ({ reading }: CurlCommand): boolean =>
    reading.request !== undefined && isCompleteJson(reading.request.body);
  if (hasJson(first)) return first;
  const others = shells.filter((shell) => shell !== apparent).map((shell) => readFor(script, shell));
  return others.find(hasJson) ?? first;
}

function readFor(text: string, shell: Shell): CurlCommand {
  const bad = (reason: CurlProblem['reason']): CurlCommand => ({
    options: [],
    reading: { problem: { reason, detail: '' } },
  });
  if (!looksLikeCurl(text)) return bad('no-command');
  const script = readScript(text, shell);
  if (script.problem) return bad(script.problem);
  const command = script.commands.find(({ words }) => curlIndex(words) >= 0);
  if (!command) return bad('no-command');
  const options = readCurlOptions(command.words.slice(curlIndex(command.words) + 1));
  return { options, reading: readRequest(options, inputOf(command)) };
}

function readRequest(options: readonly CurlOption[], input: string | undefined): CurlReading {
  const bad = (reason: CurlProblem['reason'], detail = ''): CurlReading => ({ problem: { reason, detail } });
  const valueOf = (name: string): string | undefined => options.findLast((option) => option.name === name)?.value;

  const unsupportedOption = options.find(({ name }) => unsupported.includes(name));
  if (unsupportedOption) return bad('unsupported', `--${unsupportedOption.name}`);
  const [url, another] = options.filter(({ name }) => name === 'url').map(({ value }) => value);
  if (url === undefined) return bad('no-url');
  // One of the URLs may be the value of an unknown option, and a guess must not decide where a key belongs.
  if (another !== undefined) return bad('several-urls', another);
  const method = methodOf(options);
  if (method !== 'POST') return bad('method', method);
  const pieces = options.filter(({ name }) => bodyOptions.includes(name));
  if (!pieces.length) return bad('no-body');
  const file = pieces.map(fileOf).find((name) => name !== undefined && !(name === '-' && input !== undefined));
  if (file !== undefined) return bad('file', file);
  const body = joinData(pieces, input ?? '');
  if (!isJson(body)) return bad('not-json');
  const plainBody = withoutExtraEscapes(body);
  if (pieces.length > 1 && !isCompleteJson(plainBody)) return bad('joined');
  const queries = options.filter(({ name }) => name === 'url-query');
  const queryFile = queries
    .map(({ value }) => (value.startsWith('+') ? undefined : fileOfData(value)))
    .find((name) => name !== undefined);
  if (queryFile !== undefined) return bad('file', queryFile);
  const { origin, path: typed, userInfo } = readAddress(withQueries(url, queries));
  const ofHeader = keyOf(options, valueOf('user') ?? userInfo);
  const { path, omitted: omittedParameters, key: ofPath } = withoutSecretParameters(typed, ofHeader);
  const key = ofHeader ?? ofPath;
  // A key is offered for the connections of its origin. Without an origin, it is omitted too.
  const omitted = [...(key && origin === undefined ? ['Authorization'] : []), ...omittedHeaders(options)];
  return { request: { origin, path, omittedParameters, body: plainBody, key, omittedHeaders: omitted } };
}

export function looksLikeCurl(text: string): boolean {
  return /(^|[\s;&|('"/\\])curl(\.exe)?\s/i.test(text);
}

/**
 * The index of `curl` in the words of a command; -1 if it does not call curl. Words before it may be a prompt, `sudo`,
 * `time` or `NAME=value`. A piped body may end like a path of curl, but it starts with a bracket.
 */
function curlIndex(words: readonly string[]): number {
  const index = words.findIndex((word) => /^([^{[].*[\\/]|[\\/])?curl(\.exe)?$/i.test(word));
  return words.slice(0, index).every((word) => /^([$>%#]|sudo|time|command|exec|env|\w+=.*|PS .*>)$/.test(word))
    ? index
    : -1;
}

function methodOf(options: readonly CurlOption[]): string {
  const given = options.findLast(({ name }) => name === 'request')?.value;
  if (options.some(({ name }) => name === 'get')) return 'GET';
  if (options.some(({ name }) => name === 'head')) return 'HEAD';
  // Without a method and a body it would be a GET, but "no body" is the more helpful problem.
  return (given ?? 'POST').toUpperCase();
}

/** The file that a body is read from, or `-` for piped input; undefined if the option has the text itself. */
function fileOf({ name, value }: CurlOption): string | undefined {
  if (name === 'data-raw') return undefined;
  if (name === 'data-urlencode') return fileOfData(value);
  return value.startsWith('@') ? value.slice(1) : undefined;
}

/** The file that a value of `--data-urlencode` or `--url-query` is read from. */
function fileOfData(value: string): string | undefined {
  return /^[^=@]*@(.*)$/s.exec(value)?.[1];
}

/** A URL with the values of `--url-query`: encoded like `--data-urlencode`, or as they are after a `+`. */
function withQueries(url: string, queries: readonly CurlOption[]): string {
  return queries.reduce(
    (longer, { value }) =>
      longer + (longer.includes('?') ? '&' : '?') + (value.startsWith('+') ? value.slice(1) : urlEncoded(value)),
    url,
  );
}

/** Joins several pieces of data as curl does: with `&`, or with nothing for `--json`. */
function joinData(pieces: readonly CurlOption[], input: string): string {
  return pieces.reduce((body, piece, index) => {
    let text = piece.value;
    if (fileOf(piece) === '-') text = input;
    else if (piece.name === 'data-urlencode') text = urlEncoded(piece.value);
    return body + (index > 0 && piece.name !== 'json' ? '&' : '') + text;
  }, '');
}

/** Encodes the value of `--data-urlencode`: `name=content` keeps its name; `=content` and `content` have none. */
function urlEncoded(value: string): string {
  const [, name = '', content = value] = /^([^=]*=)(.*)$/s.exec(value) ?? [];
  return (name === '=' ? '' : name) + encodeURIComponent(content);
}

/**
 * The input of a command: a here-document, also through `cat`, or what `echo` or `printf` pipes into it.
 */
function inputOf({ input, pipedFrom }: ScriptCommand): string | undefined {
  // The line break before the delimiter is part of the syntax.
  if (input !== undefined) return input.replace(/\n$/, '');
  if (!pipedFrom || pipedFrom.pipedFrom) return undefined;
  const [first = '', ...rest] = pipedFrom.words;
  if (first === 'cat') return rest.length ? undefined : pipedFrom.input?.replace(/\n$/, '');
  if (first === 'printf') return rest.length === 2 && rest[0] === '%s' ? rest[1] : undefined;
  if (first === 'echo') return rest.filter((word, index) => index > 0 || word !== '-n').join(' ');
  return undefined;
}

function isJson(body: string): boolean {
  const kind = tokenAt(body, 0)?.kind;
  return kind === '{' || kind === '[';
}

/** Whether a body is complete JSON, with any value for its variables. */
function isCompleteJson(body: string): boolean {
  return readLoose(body.replace(/\{\{[^{}]*\}\}/g, '0')).problem === undefined;
}

/** Older versions of PowerShell remove quotes from arguments, so commands for them have `\"`. */
function withoutExtraEscapes(body: string): string {
  const plain = body.replaceAll('\\"', '"');
  return plain !== body && !parses(body) && parses(plain) ? plain : body;
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function readAddress(typed: string): {
  readonly origin: string | undefined;
  readonly path: string;
  readonly userInfo: string | undefined;
} {
  // As in curl, a URL without a scheme is http.
  const address = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `http://${typed}`;
  const path = /^[^/]*\/\/(?:\{\{[^}]*\}\}|[^/?#])*([^#]*)/.exec(address)?.[1] ?? '';
  const url = address.includes('{{') ? null : URL.parse(address);
  const userInfo = url?.username ? `${decoded(url.username)}:${decoded(url.password)}` : undefined;
  return { origin: url ? url.origin : undefined, path, userInfo };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The key in an `Authorization` header, which takes precedence as in curl, or in the user and password. */
function keyOf(options: readonly CurlOption[], user: string | undefined): AuthKey | undefined {
  const header = options
    .filter(({ name }) => name === 'header')
    .map(({ value }) => /^authorization\s*:([^]*)$/i.exec(value)?.[1])
    .findLast((value) => value !== undefined);
  const colon = user?.indexOf(':') ?? -1;
  const credentials = header ?? user;
  // A variable does not contain the key, and for a user name without a password, curl would ask for the password.
  if (credentials === undefined || credentials.includes('{{') || (header === undefined && colon < 0)) return undefined;
  return header === undefined ? keyOfUser(user!.slice(0, colon), user!.slice(colon + 1)).key : readAuthKey(header).key;
}

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
function readCurlOptions(args: readonly string[]): CurlOption[] {
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

/** The headers that options of curl set. */
const ofOption: Readonly<Record<string, string>> = {
  cookie: 'Cookie',
  'oauth2-bearer': 'Authorization: Bearer',
  referer: 'Referer',
  'user-agent': 'User-Agent',
};
/** Headers that HTTP clients set automatically. */
const ofHttp = ['host', 'connection', 'content-length', 'transfer-encoding', 'accept-encoding', 'expect'];
/** Headers that browsers send with every request. */
export const browserHeaders = /^(sec-|accept-|user-agent$|referer$|origin$|pragma$|cache-control$|priority$|dnt$)/i;

/** The names of a command's headers that our requests do not have. Those of browsers are last. */
function omittedHeaders(options: readonly CurlOption[]): string[] {
  const sent = [...Object.keys(requestHeaders('')), ...ofHttp];
  const names = options.flatMap(({ name: option, value }) => {
    const name = option === 'header' ? headerName(value) : ofOption[option];
    if (name?.toLowerCase() === 'authorization') return otherAuthorization(value);
    return name && !sent.includes(name.toLowerCase()) ? [name] : [];
  });
  const all = names.filter((name, index) => names.findIndex((other) => isSame(name, other)) === index);
  return [...all.filter((name) => !browserHeaders.test(name)), ...all.filter((name) => browserHeaders.test(name))];
}

/** The name of a header; undefined if it is invalid, or without a value, which curl does not send. */
function headerName(header: string): string | undefined {
  return /^([\w!#$%&'*+.^`|~-]+)(?:;$|:.*\S)/s.exec(header)?.[1];
}

/**
 * The name of an `Authorization` header, with its scheme, unless it has a Kapture auth key or a variable that may have
 * one.
 */
function otherAuthorization(header: string): string[] {
  const value = header.slice(header.indexOf(':') + 1).trim();
  const scheme = /^(bearer|digest|negotiate|ntlm)\b/i.exec(value)?.[1];
  if (scheme) return [`Authorization: ${scheme}`];
  return value.includes('{{') || readAuthKey(value).key ? [] : ['Authorization'];
}

function isSame(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}
