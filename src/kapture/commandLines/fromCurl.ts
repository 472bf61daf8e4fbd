import { keyOfUser, readAuthKey, type AuthKey } from '../connection/authKey.ts';
import { readLoose, tokenAt } from '../json/looseJson.ts';
import { readCurlOptions, type CurlOption } from './curlOptions.ts';
import { readScript } from './shells/readScript.ts';
import { leftOutHeaders } from './leftOutHeaders.ts';
import type { ScriptCommand, ScriptProblem } from './shells/script.ts';

/** What a curl command sends. */
export interface CurlRequest {
  /** Scheme, host and port; undefined where the address begins with a variable. */
  readonly origin: string | undefined;
  /** Path and query as typed. */
  readonly path: string;
  /** JSON as typed; an environment variable in it is a `{{$env:NAME}}`. */
  readonly body: string;
  /** The auth key that stands in the command, if one does. It is nowhere else in this. */
  readonly key: AuthKey | undefined;
  /** Names of the headers of the command that no request of ours has. Their values are nowhere in this. */
  readonly leftOut: readonly string[];
}

/** Why a text is no command for us. `detail` names the option, the file, the method or the second address that it is about. */
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

/** Options that make another request than a POST of a JSON body with a key, and so cannot be left out. */
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
 * Reads the first curl command of a text, written for bash, PowerShell or the command prompt of Windows, by hand or by a
 * browser's "Copy as cURL". Nothing is run and no file is read.
 */
export function fromCurl(text: string): CurlReading {
  const bad = (reason: CurlProblem['reason'], detail = ''): CurlReading => ({ problem: { reason, detail } });
  if (!looksLikeCurl(text)) return bad('no-command');
  const script = readScript(text);
  if (script.problem) return bad(script.problem);
  const command = script.commands.find(({ words }) => nameAt(words) >= 0);
  if (!command) return bad('no-command');
  const options = readCurlOptions(command.words.slice(nameAt(command.words) + 1));
  const valueOf = (name: string): string | undefined => options.findLast((option) => option.name === name)?.value;

  const alien = options.find(({ name }) => unsupported.includes(name));
  if (alien) return bad('unsupported', `--${alien.name}`);
  const [url, another] = options.filter(({ name }) => name === 'url').map(({ value }) => value);
  if (url === undefined) return bad('no-url');
  // It may be the value of an option that is not known here, and so may the first: no guess decides where a key belongs.
  if (another !== undefined) return bad('several-urls', another);
  const method = methodOf(options);
  if (method !== 'POST') return bad('method', method);
  const pieces = options.filter(({ name }) => bodyOptions.includes(name));
  if (!pieces.length) return bad('no-body');
  const file = pieces
    .map(fileOf)
    .find((name) => name !== undefined && !(name === '-' && inputOf(command) !== undefined));
  if (file !== undefined) return bad('file', file);
  const body = joinData(pieces, inputOf(command) ?? '');
  if (!isJson(body)) return bad('not-json');
  const plainBody = withoutExtraEscapes(body);
  if (pieces.length > 1 && !isWholeJson(plainBody)) return bad('joined');
  const { origin, path, userInfo } = readAddress(url);
  const key = keyOf(options, valueOf('user') ?? userInfo);
  // A key is offered for the connections of its origin: without one it is left out too.
  const leftOut = [...(key && origin === undefined ? ['Authorization'] : []), ...leftOutHeaders(options)];
  return { request: { origin, path, body: plainBody, key, leftOut } };
}

/** Whether a text has a curl command in it, whether we can read it or not. */
export function looksLikeCurl(text: string): boolean {
  return /(^|[\s;&|('"/\\])curl(\.exe)?\s/i.test(text);
}

/**
 * Where among the words of a command curl is called; -1 if it is not. Words in front may be a prompt, `sudo`, `time` or
 * `NAME=value`. A body that is piped in may end like the path of a curl, but starts with a bracket.
 */
function nameAt(words: readonly string[]): number {
  const index = words.findIndex((word) => /^([^{[].*[\\/]|[\\/])?curl(\.exe)?$/i.test(word));
  return words.slice(0, index).every((word) => /^([$>%#]|sudo|time|command|exec|env|\w+=.*|PS .*>)$/.test(word))
    ? index
    : -1;
}

function methodOf(options: readonly CurlOption[]): string {
  const given = options.findLast(({ name }) => name === 'request')?.value;
  if (options.some(({ name }) => name === 'get')) return 'GET';
  if (options.some(({ name }) => name === 'head')) return 'HEAD';
  // Without a method and a body it is a GET, of which "no body" says more.
  return (given ?? 'POST').toUpperCase();
}

/** The file that a body is read from, `-` for what is piped in; undefined where the text itself is given. */
function fileOf({ name, value }: CurlOption): string | undefined {
  if (name === 'data-raw') return undefined;
  if (name === 'data-urlencode') return /^[^=@]*@(.*)$/s.exec(value)?.[1];
  return value.startsWith('@') ? value.slice(1) : undefined;
}

/** Several pieces of data are joined by `&`, those of `--json` by nothing. */
function joinData(pieces: readonly CurlOption[], input: string): string {
  return pieces.reduce((body, piece, index) => {
    const text =
      fileOf(piece) === '-' ? input : piece.name === 'data-urlencode' ? urlEncoded(piece.value) : piece.value;
    return body + (index > 0 && piece.name !== 'json' ? '&' : '') + text;
  }, '');
}

/** `name=content` keeps its name; `=content` and `content` have none. */
function urlEncoded(value: string): string {
  const [, name = '', content = value] = /^([^=]*=)(.*)$/s.exec(value) ?? [];
  return (name === '=' ? '' : name) + encodeURIComponent(content);
}

/** A here-document, also through `cat`, or what `echo`, `printf` or, in PowerShell, a bare text pipes into a command. */
function inputOf({ input, pipedFrom }: ScriptCommand): string | undefined {
  // The line break before the delimiter belongs to the form.
  if (input !== undefined) return input.replace(/\n$/, '');
  if (!pipedFrom || pipedFrom.pipedFrom) return undefined;
  const [first = '', ...rest] = pipedFrom.words;
  if (first === 'cat') return rest.length ? undefined : pipedFrom.input?.replace(/\n$/, '');
  if (first === 'printf') return rest.length === 2 && rest[0] === '%s' ? rest[1] : undefined;
  if (/^(echo|write-output)$/i.test(first)) return rest.filter((word, index) => index > 0 || word !== '-n').join(' ');
  return rest.length ? undefined : first;
}

function isJson(body: string): boolean {
  const kind = tokenAt(body, 0)?.kind;
  return kind === '{' || kind === '[';
}

/** Whether it is JSON to its end, once values stand for its variables. */
function isWholeJson(body: string): boolean {
  return readLoose(body.replace(/\{\{[^{}]*\}\}/g, '0')).problem === undefined;
}

/** Older PowerShells take the quotes out of what they hand to a program, so people write `\"` there. */
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
  // As curl does: an address without a scheme is one of http.
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

/** The key in an `Authorization` header, which wins as it does for curl, else in user and password. */
function keyOf(options: readonly CurlOption[], user: string | undefined): AuthKey | undefined {
  const header = options
    .filter(({ name }) => name === 'header')
    .map(({ value }) => /^authorization\s*:([^]*)$/i.exec(value)?.[1])
    .findLast((value) => value !== undefined);
  const colon = user?.indexOf(':') ?? -1;
  const written = header ?? user;
  // A variable has the key elsewhere; a user without a password would be asked for it.
  if (written === undefined || written.includes('{{') || (header === undefined && colon < 0)) return undefined;
  return header === undefined ? keyOfUser(user!.slice(0, colon), user!.slice(colon + 1)).key : readAuthKey(header).key;
}
