import { defaultDialect } from '../catalogue/dialect.ts';
import type { OperationForm } from '../catalogue/form.ts';
import { dialectOfBody, formOf } from '../catalogue/forms.ts';
import type { OperationId } from '../catalogue/registry.ts';
import { formFor, urlOf, type Connection } from '../connection/connection.ts';
import { appliesTo } from '../exchange/exchange.ts';
import { readRaw, readRequest, type RequestProblem } from '../exchange/requestBody.ts';
import { formatLoose } from '../json/formatLoose.ts';
import { readLoose } from '../json/looseJson.ts';
import { authKeyOffset, isSecretName } from '../redaction/secretNames.ts';
import type { Redact } from '../redaction/redact.ts';
import type { VariableLookup, VariableValue } from '../variables/variables.ts';
import { readAsk } from '../variables/askVariable.ts';
import { secretNameOf } from '../variables/secretVariables.ts';

export interface RequestToExport {
  readonly name: string;
  /** The names of the folders that lead to it. */
  readonly folders: readonly string[];
  readonly operation: OperationId;
  readonly text: string;
  /** The connection to send it to; undefined if that is unknown. */
  readonly connection: Connection | undefined;
  /** The values of the user's own variables. */
  readonly lookup: VariableLookup;
}

/** A request that is not exported: its text cannot be sent, or it appears to contain a secret. */
export interface RefusedRequest {
  readonly name: string;
  readonly reason: RequestProblem['reason'] | 'secret';
}

export interface CollectionExport {
  /** The collection, as JSON. */
  readonly text: string;
  readonly count: number;
  readonly refused: readonly RefusedRequest[];
  /** The variables whose values must be entered in Postman, those with auth keys first. */
  readonly blank: readonly string[];
}

const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

interface Item {
  readonly name: string;
  readonly [property: string]: unknown;
}

interface Folder extends Item {
  readonly item: Item[];
}

/** The names of a connection in a collection. */
interface Target {
  readonly scope: string;
  readonly baseUrl: string;
  readonly authKey: string;
}

/**
 * Writes requests as a collection in Postman's format 2.1. It contains none of the secrets that `redact` finds: keys
 * and secret headers are variables without a value, as is a variable with a secret in its value, and a request with one
 * is refused.
 */
export function exportCollection(name: string, requests: readonly RequestToExport[], redact: Redact): CollectionExport {
  const hasSecret = (...texts: readonly string[]): boolean => texts.some((text) => redact(text) !== text);
  const variables = new CollectionVariables((value) => !hasSecret(value));
  const root: Folder = { name, item: [] };
  const refused: RefusedRequest[] = [];
  const connections = [...new Set(requests.map(({ connection }) => connection?.name ?? ''))];
  // With one connection, the names do not depend on it: other users of the collection call it differently.
  const targetOf = (connection: Connection | undefined): Target => {
    const scope = connections.length === 1 ? '' : (connection?.name ?? '');
    const suffix = scope ? `_${plainName(scope).toLowerCase()}` : '';
    return {
      scope,
      baseUrl: variables.add(`url ${scope}`, `base_url${suffix}`, connection?.baseUrl ?? ''),
      authKey: variables.add(`key ${scope}`, `kapture_auth_key${suffix}`, ''),
    };
  };
  const keys = new Set<string>();
  let count = 0;
  for (const request of requests) {
    const target = targetOf(request.connection);
    const path = pathOf(request);
    const { body, reason } = hasSecret(request.text, request.name, ...request.folders, path, ...headerTexts(request))
      ? { reason: 'secret' as const }
      : bodyOf(request, target.scope, variables);
    if (reason) {
      refused.push({ name: request.name, reason });
      continue;
    }
    keys.add(target.authKey);
    count++;
    folderOf(root, request.folders).item.push({
      name: request.name,
      request: {
        method: 'POST',
        ...(connections.length > 1 && { auth: authOf(target.authKey) }),
        header: headersOf(request, target, variables),
        body: { mode: 'raw', raw: body, options: { raw: { language: 'json' } } },
        url: urlIn(target.baseUrl, path),
      },
      response: [],
    });
  }
  const collection = {
    info: { name, schema },
    item: root.item,
    ...(connections.length === 1 && keys.size && { auth: authOf([...keys][0]!) }),
    variable: [...variables.values].map(([key, value]) => ({ key, value, type: 'string' })),
  };
  const blank = [...variables.values].filter(([, value]) => value === '').map(([key]) => key);
  return {
    text: `${JSON.stringify(collection, undefined, 2)}\n`,
    count,
    refused,
    blank: [...blank.filter((key) => keys.has(key)), ...blank.filter((key) => !keys.has(key))],
  };
}

function folderOf(root: Folder, folders: readonly string[]): Folder {
  return folders.reduce((folder, name) => {
    const found = folder.item.find((item): item is Folder => item.name === name && 'item' in item);
    if (found) return found;
    const added: Folder = { name, item: [] };
    folder.item.push(added);
    return added;
  }, root);
}

function bodyOf(
  { text, lookup, ...request }: RequestToExport,
  scope: string,
  variables: CollectionVariables,
):
  | { readonly body: string; readonly reason?: undefined }
  | { readonly body?: undefined; readonly reason: RefusedRequest['reason'] } {
  if (authKeyOffset(text) !== undefined) return { reason: 'secret' };
  const typed = new Set<string>();
  const { body, problem } = readRequest(formToExport({ text, ...request }), text, (name) => {
    const isOwn = !name.startsWith('$') && !name.startsWith('?');
    const used = exportedVariable(name, isOwn ? lookup(name) : undefined, scope, variables);
    if (used.isTyped) typed.add(used.name);
    return `{{${used.name}}}`;
  });
  if (problem) return { reason: problem.reason };
  const formatted = formatLoose(body);
  // A string that consists of one variable is replaced by the variable, whose value has quotes only if it is text.
  return { body: [...typed].reduce((json, name) => json.replaceAll(`"{{${name}}}"`, `{{${name}}}`), formatted) };
}

/** The form in which a request goes to its connection, or else the one that it is written in. */
function formToExport({ operation, connection, text }: Omit<RequestToExport, 'lookup'>): OperationForm {
  if (connection) return formFor(connection, operation);
  const { json = '' } = readRaw(text);
  return formOf(operation, dialectOfBody(operation, readLoose(json).value) ?? defaultDialect);
}

function pathOf(request: RequestToExport): string {
  const { connection, operation } = request;
  if (!connection) return formToExport(request).path;
  return urlOf(connection, operation).slice(connection.baseUrl.length);
}

function urlIn(baseUrl: string, path: string): object {
  const [steps = '', query] = path.split(/\?(.*)/s);
  return {
    raw: `{{${baseUrl}}}${path}`,
    host: [`{{${baseUrl}}}`],
    path: steps.replace(/^\//, '').split('/'),
    ...(query !== undefined && {
      query: query.split('&').map((pair) => {
        const [key = '', value = ''] = pair.split(/=(.*)/s);
        return { key, value };
      }),
    }),
  };
}

/** The key is sent without changes, because it need not be a user name and a password. */
function authOf(variable: string): object {
  const values = { key: 'Authorization', value: `Basic {{${variable}}}`, in: 'header' };
  return {
    type: 'apikey',
    apikey: Object.entries(values).map(([key, value]) => ({ key, value, type: 'string' })),
  };
}

function headerTexts({ connection }: RequestToExport): readonly string[] {
  return (connection?.headers ?? []).flatMap(({ value }) => (typeof value === 'object' ? value.text : []));
}

function headersOf(
  { connection, operation }: RequestToExport,
  { scope, authKey }: Target,
  variables: CollectionVariables,
): readonly object[] {
  const headers = (connection?.headers ?? []).filter((header) => appliesTo(header, operation));
  return [
    { key: 'Content-Type', value: 'application/json' },
    ...headers.map(({ name, value }) => {
      if (value === 'auth-key') return { key: name, value: `Basic {{${authKey}}}` };
      if (value !== 'secret') return { key: name, value: value.text };
      return { key: name, value: `{{${variables.add(`header ${scope} ${name}`, plainName(name), '')}}}` };
    }),
  ];
}

/** What Postman generates for our variables. */
const generated: Readonly<Record<string, string>> = {
  $guid: '$guid',
  $timestamp: '$timestamp',
  $email: '$randomExampleEmail',
  $name: '$randomFullName',
};

/** The variables of a collection to write: their names, and their values as far as they are known. */
export class CollectionVariables {
  /** The names, by what the variables stand for. */
  readonly #names = new Map<string, string>();
  readonly #values = new Map<string, string>();
  readonly #isPublic: (value: string) => boolean;

  /** A value that is not public is omitted. */
  constructor(isPublic: (value: string) => boolean = () => true) {
    this.#isPublic = isPublic;
  }

  /** Adds a variable. Returns its name, with a number if another variable has that name already. */
  add(meaning: string, name: string, value: string): string {
    const known = this.#names.get(meaning);
    if (known !== undefined) return known;
    let own = name;
    for (let count = 2; this.#values.has(own); count++) own = `${name}_${count}`;
    this.#names.set(meaning, own);
    this.#values.set(own, this.#isPublic(value) ? value : '');
    return own;
  }

  /** The values by name, in the order in which they were added. A value that is not exported is empty. */
  get values(): ReadonlyMap<string, string> {
    return this.#values;
  }
}

/** A variable of a request in Postman. */
interface ExportedVariable {
  readonly name: string;
  /** Whether its value is not text, so that it has no quotes in a body. */
  readonly isTyped: boolean;
}

/**
 * The variable of Postman for a variable of a request, which is added to the collection unless Postman generates it.
 * `scope` distinguishes connections, where a variable can have different values.
 */
export function exportedVariable(
  name: string,
  value: VariableValue | undefined,
  scope: string,
  variables: CollectionVariables,
): ExportedVariable {
  if (Object.hasOwn(generated, name)) return { name: generated[name]!, isTyped: name === '$timestamp' };
  const secret = secretNameOf(name);
  if (secret !== undefined) return { name: variables.add(`${scope} ${name}`, plainName(secret), ''), isTyped: false };
  const { prompt = name, initial = '' } = name.startsWith('?') ? (readAsk(name).ask ?? {}) : {};
  const isOwn = !name.startsWith('$') && !name.startsWith('?');
  const known = isOwn && !isSecretName(name) ? (value ?? '') : initial.replace(/^\$.*/s, '');
  return {
    name: variables.add(`${scope} ${name}`, plainName(prompt), String(known)),
    isTyped: isOwn && value !== undefined && typeof value !== 'string',
  };
}

/** A name that Postman and requests here accept: `last_add_id` for `$last.add.id`. */
function plainName(text: string): string {
  const name = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/(?<=\d|today)-(?=\d)/g, '_minus_')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^[^A-Za-z]+|_$/g, '');
  return name.slice(0, 60) || 'value';
}
