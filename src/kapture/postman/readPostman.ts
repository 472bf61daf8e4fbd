import { isSecretName } from '../redaction/secretNames.ts';

/** A name and a value of a collection: a header, or a property of an authorization. */
export interface PostmanPair {
  readonly name: string;
  readonly value: string;
}

export interface PostmanAuth {
  /** Such as `basic`, `bearer`, `apikey` or `noauth`. */
  readonly type: string;
  readonly values: Readonly<Record<string, string>>;
}

/** One request of a collection. Contains secrets. */
export interface PostmanRequest {
  readonly name: string;
  /** The names of the folders that lead to it. */
  readonly folders: readonly string[];
  readonly method: string;
  readonly url: string;
  /** The enabled headers. */
  readonly headers: readonly PostmanPair[];
  /** Its own authorization, or that of its folder or collection. */
  readonly auth: PostmanAuth | undefined;
  /** `raw` for text; undefined without a body. */
  readonly bodyMode: string | undefined;
  readonly body: string;
  /** The variables of the folders around it, from the outermost, and its own. */
  readonly variables: readonly (readonly PostmanVariable[])[];
  /** Whether it has scripts, which are not imported. */
  readonly hasScripts: boolean;
}

export interface PostmanVariable {
  readonly name: string;
  readonly value: string;
  readonly isSecret: boolean;
}

/** A collection in Postman's format 2.0 or 2.1. */
export interface PostmanCollection {
  readonly name: string;
  readonly requests: readonly PostmanRequest[];
  /** The variables of the collection itself. */
  readonly variables: readonly PostmanVariable[];
  /** The variables of all folders and requests, needed for their secrets. */
  readonly innerVariables: readonly PostmanVariable[];
  /** Whether the collection has more requests, or deeper folders, than are read. */
  readonly isCut: boolean;
}

/** An exported environment, or the exported globals. */
export interface PostmanEnvironment {
  readonly name: string;
  readonly variables: readonly PostmanVariable[];
}

/** The maximum size of a file, in characters or bytes. Saved responses make collections large. */
export const maxPostmanLength = 10_000_000;
/** The maximum number of requests that are read from a collection. */
export const maxPostmanRequests = 1000;
/** Postman itself allows fewer levels. */
const maxFolders = 20;
const maxVariables = 10_000;

export type PostmanReading =
  | { readonly collection: PostmanCollection; readonly environment?: undefined; readonly problem?: undefined }
  | { readonly collection?: undefined; readonly environment: PostmanEnvironment; readonly problem?: undefined }
  | {
      readonly collection?: undefined;
      readonly environment?: undefined;
      /** `old`: a collection in Postman's format 1. */
      readonly problem: 'too-long' | 'not-json' | 'old' | 'unknown';
    };

type Raw = Readonly<Record<string, unknown>>;

/** Reads a file that Postman exported. The file may contain anything. */
export function readPostman(text: string): PostmanReading {
  if (text.length > maxPostmanLength) return { problem: 'too-long' };
  let root: unknown;
  try {
    root = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return { problem: 'not-json' };
  }
  // Postman's API returns a collection in an object.
  const raw = objectOf(objectOf(root)['collection'] ?? root);
  if (Array.isArray(raw['item'])) return { collection: readCollection(raw) };
  if (Array.isArray(raw['values']))
    return { environment: { name: textOf(raw['name']), variables: variablesOf(raw['values']) } };
  return { problem: Array.isArray(raw['requests']) ? 'old' : 'unknown' };
}

/** What a request inherits from the folders around it. */
interface Parents {
  readonly folders: readonly string[];
  readonly auth: PostmanAuth | undefined;
  /** The lists are shared by the requests of a folder, and their number is bounded by the depth of folders. */
  readonly variables: readonly (readonly PostmanVariable[])[];
  readonly hasScripts: boolean;
}

function readCollection(raw: Raw): PostmanCollection {
  const requests: PostmanRequest[] = [];
  const innerVariables: PostmanVariable[] = [];
  let isCut = false;
  const collect = (items: unknown, parents: Parents): void => {
    for (const item of arrayOf(items).map(objectOf)) {
      const variables = variablesOf(item['variable']);
      for (const variable of variables) innerVariables.push(variable);
      const own = within(item, parents, variables);
      if (Array.isArray(item['item'])) {
        const folders = [...parents.folders, textOf(item['name'])];
        if (folders.length > maxFolders) isCut = true;
        else collect(item['item'], { ...own, folders });
      } else if (requests.length < maxPostmanRequests) requests.push(readRequest(item, own));
      else isCut = true;
      if (requests.length >= maxPostmanRequests && isCut) return;
    }
  };
  collect(raw['item'], within(raw, { folders: [], auth: undefined, variables: [], hasScripts: false }));
  const variables = variablesOf(raw['variable']);
  return { name: textOf(objectOf(raw['info'])['name']), requests, variables, innerVariables, isCut };
}

function within(
  item: Raw,
  { folders, auth, variables, hasScripts }: Parents,
  own: readonly PostmanVariable[] = [],
): Parents {
  return {
    folders,
    auth: authOf(item['auth']) ?? auth,
    variables: own.length ? [...variables, own] : variables,
    hasScripts: hasScripts || hasScript(item['event']),
  };
}

function readRequest(item: Raw, { folders, auth, variables, hasScripts }: Parents): PostmanRequest {
  const { request } = item;
  // A request may be only its URL, which is then fetched by GET.
  const raw = typeof request === 'string' ? { url: request } : objectOf(request);
  const body = objectOf(raw['body']);
  const hasBody = typeof body['mode'] === 'string' && body['disabled'] !== true;
  return {
    name: textOf(item['name']),
    folders,
    method: (textOf(raw['method']) || 'GET').toUpperCase(),
    url: withPathVariables(urlOf(raw['url']), variablesOf(objectOf(raw['url'])['variable'])),
    headers: headersOf(raw['header']),
    auth: authOf(raw['auth']) ?? auth,
    bodyMode: hasBody ? textOf(body['mode']) : undefined,
    body: hasBody ? textOf(body['raw']) : '',
    variables,
    hasScripts,
  };
}

function urlOf(url: unknown): string {
  if (typeof url === 'string') return url.trim();
  const { raw, protocol, host, port, path, query } = objectOf(url);
  if (typeof raw === 'string' && raw) return raw.trim();
  const hosts = Array.isArray(host) ? host.map(textOf).join('.') : textOf(host);
  const steps = Array.isArray(path)
    ? path.map((step) => textOf(step) || textOf(objectOf(step)['value'])).join('/')
    : textOf(path).replace(/^\//, '');
  const pairs = arrayOf(query)
    .map(objectOf)
    .filter(({ disabled }) => disabled !== true)
    .map(({ key, value }) => `${textOf(key)}=${textOf(value)}`);
  return [
    typeof protocol === 'string' ? `${protocol}://` : '',
    hosts,
    textOf(port) ? `:${textOf(port)}` : '',
    steps ? `/${steps}` : '',
    pairs.length ? `?${pairs.join('&')}` : '',
  ].join('');
}

/** A URL with the values of path variables, such as `/:id`; one without a value becomes `{{id}}`. */
function withPathVariables(url: string, variables: readonly PostmanVariable[]): string {
  const [path = ''] = url.split(/[?#]/, 1);
  const filled = path.replace(/(?<=[^/]\/):([^/]+)/g, (step, name: string) => {
    const variable = variables.find((each) => each.name === name);
    return variable ? variable.value || `{{${name}}}` : step;
  });
  return filled + url.slice(path.length);
}

function headersOf(header: unknown): readonly PostmanPair[] {
  const lines = typeof header === 'string' ? header.split(/\r?\n/) : arrayOf(header);
  return lines.flatMap((line): PostmanPair[] => {
    if (typeof line === 'string') {
      const [, name, value] = /^([^:\s]+)\s*:\s*(.*)$/.exec(line) ?? [];
      return name === undefined ? [] : [{ name, value: value ?? '' }];
    }
    const { key, value, disabled } = objectOf(line);
    return disabled === true || !textOf(key) ? [] : [{ name: textOf(key), value: textOf(value) }];
  });
}

/** In version 2.1 the properties of an authorization are a list, in version 2.0 an object. */
function authOf(raw: unknown): PostmanAuth | undefined {
  const auth = objectOf(raw);
  const type = textOf(auth['type']);
  if (!type) return undefined;
  const own = auth[type];
  const entries = Array.isArray(own)
    ? own.map(objectOf).map(({ key, value }) => [textOf(key), textOf(value)] as const)
    : Object.entries(objectOf(own)).map(([key, value]) => [key, textOf(value)] as const);
  return { type, values: Object.fromEntries(entries) };
}

function variablesOf(list: unknown): readonly PostmanVariable[] {
  return arrayOf(list)
    .slice(0, maxVariables)
    .map(objectOf)
    .filter(({ disabled, enabled }) => disabled !== true && enabled !== false)
    .map(({ key, id, value, type }) => ({
      name: textOf(key) || textOf(id),
      value: textOf(value),
      isSecret: type === 'secret' || isSecretName(textOf(key)),
    }))
    .filter(({ name }) => name !== '');
}

function hasScript(events: unknown): boolean {
  return arrayOf(events)
    .map((event) => objectOf(objectOf(event)['script'])['exec'])
    .some((lines) => (Array.isArray(lines) ? lines : [lines]).some((line) => textOf(line).trim() !== ''));
}

function objectOf(value: unknown): Raw {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
}

function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text, or a number or boolean as text; empty for anything else. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
