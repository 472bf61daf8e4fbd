import * as vscode from 'vscode';
import { sendsTo } from '../../../kapture/commandLines/recognizeOperation.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { pinComment } from '../../../kapture/connection/pinnedConnection.ts';
import { importCollection, type ImportedRequest } from '../../../kapture/postman/importCollection.ts';
import {
  type PostmanCollection,
  type PostmanEnvironment,
  maxPostmanLength,
  readPostman,
  type PostmanReading,
} from '../../../kapture/postman/readPostman.ts';
import { BoundedMap } from '../../shared/boundedMap.ts';
import { environmentFileFor } from '../../shared/documents/files.ts';
import { postmanScheme } from '../../shared/ids.ts';
import type { Log } from '../../shared/log.ts';
import type { ConnectionResolver, KeyOffers, Targets } from '../../shared/targets.ts';
import type { RequestVariables } from '../../shared/requestBodies.ts';
import { chooseButton } from '../../shared/dialogs/confirmAction.ts';
import { UserError, showInformation, showWarning } from '../../shared/dialogs/messages.ts';
import { withProgress } from '../../shared/dialogs/progress.ts';
import { operationTitle } from '../../shared/texts/catalogueTexts.ts';
import { megabytesText, numberText } from '../../shared/texts/localTexts.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import { requestFilesBelow, type PersonalFiles, type RequestFiles } from '../requestFiles.ts';
import { numberedNames, safeName } from '../requestName.ts';
import type { RequestsNode } from '../requestNodes.ts';
import { defaultFolder, exists, type RequestStore } from '../requestStore.ts';
import { importSummary, type ImportOutcome, type Written } from './importSummary.ts';

export interface SavedRequests {
  readonly store: RequestStore;
  readonly files: RequestFiles;
  readonly personal: PersonalFiles;
}

/** What Postman collections need from other features. */
export interface PostmanPorts {
  readonly targets: Targets;
  readonly connections: ConnectionResolver & KeyOffers;
  readonly variables: RequestVariables;
  readonly log: Log;
  readonly snippets: {
    readonly view: vscode.TreeView<RequestsNode>;
    open(): Promise<{ readonly saved: SavedRequests }>;
  };
}

/** The maximum number of addresses to offer, because messages for more would hide each other. */
const maxOffers = 3;

/** Imports the Kapture requests of a Postman collection as request files, and shows what was imported. */
export async function importPostman(ports: PostmanPorts): Promise<void> {
  const sources = await readFiles();
  if (!sources) return;
  const found = importCollection(sources.collection, sources.environments, ports.connections.knownPaths());
  const title = oneLine(found.name, 80) || vscode.l10n.t('Postman collection');
  if (!found.requests.length) {
    await showSummary(summaryTitle(title), importSummary(title, found, { requests: [], values: 'none' }));
    void showWarning(vscode.l10n.t('The collection “{0}” has no Kapture requests.', title));
    return;
  }
  const { saved } = await ports.snippets.open();
  const destination = await askDestination(saved, numberText(found.requests.length));
  if (!destination) return;
  const root = await folderFor(title, destination, saved.store);
  if (!root) return;
  const requests: Written[] = [];
  let failure: Error | undefined;
  await withProgress(vscode.l10n.t('Importing {0}…', title), async (signal, report) => {
    for (const request of found.requests) {
      if (signal.aborted) break;
      try {
        requests.push(await write(request, root, saved, ports));
      } catch (error) {
        failure = error as Error;
        break;
      }
      report(vscode.l10n.t('{0} of {1}', numberText(requests.length), numberText(found.requests.length)));
    }
  });
  const [first] = requests;
  if (!first) {
    if (failure) throw failure;
    return;
  }
  let values: ImportOutcome['values'];
  try {
    values = await writeValues(found.values, first.uri);
  } catch (error) {
    failure ??= error as Error;
    values = 'not-written';
  }
  await showSummary(summaryTitle(title), importSummary(title, found, { requests, values }));
  void offerConnections(requests, ports);
  if (failure) throw failedImport(failure, title, requests.length, found.requests.length);
  void showInformation(outcomeText(title, requests.length, found.requests.length));
}

/** The error of an import that has written some requests. */
function failedImport(cause: Error, title: string, imported: number, total: number): UserError {
  const reason = oneLine(cause.message, 300);
  const sentence = vscode.l10n.t(
    'The import of “{0}” stopped after {1} of {2} requests. {3}',
    title,
    numberText(imported),
    numberText(total),
    reason,
  );
  return new UserError(sentence, { cause });
}

function outcomeText(title: string, imported: number, total: number): string {
  if (imported < total)
    return vscode.l10n.t(
      'The import of “{0}” was canceled. {1} of {2} requests were imported.',
      title,
      numberText(imported),
      numberText(total),
    );
  return imported === 1
    ? vscode.l10n.t('Imported 1 Kapture request from “{0}”.', title)
    : vscode.l10n.t('Imported {0} Kapture requests from “{1}”.', numberText(imported), title);
}

function summaryTitle(title: string): string {
  return safeName(vscode.l10n.t('Import of {0}', title), 'import');
}

/**
 * A folder with the name of the collection that has no requests, so that requests are not mixed. If it has some, asks
 * whether to replace them. Undefined if the user cancels.
 */
async function folderFor(title: string, folder: vscode.Uri, store: RequestStore): Promise<vscode.Uri | undefined> {
  const root = vscode.Uri.joinPath(folder, safeName(title, 'Postman'));
  const earlier = await requestFilesBelow(root);
  if (!earlier.length) return root;
  const [both, replace] = [vscode.l10n.t('Keep Both'), vscode.l10n.t('Replace')];
  const answer = await chooseButton(
    vscode.l10n.t('“{0}” was imported before. Replace its requests ({1})?', title, numberText(earlier.length)),
    vscode.l10n.t('They are deleted first, to the trash if there is one.'),
    [both, replace],
  );
  if (answer === undefined) return undefined;
  if (answer === both) return unusedFolder(root);
  await store.delete(earlier);
  return root;
}

async function unusedFolder(root: vscode.Uri): Promise<vscode.Uri> {
  for (const name of numberedNames(root.path.split('/').at(-1)!)) {
    const uri = vscode.Uri.joinPath(root, '..', name);
    if (!(await exists(uri))) return uri;
  }
  throw new Error('There is always a next name.');
}

async function write(
  request: ImportedRequest,
  root: vscode.Uri,
  { store }: SavedRequests,
  { targets }: PostmanPorts,
): Promise<Written> {
  const { operation, text } = request;
  const folders = request.folders.map((name) => safeName(name, 'folder'));
  const name = safeName(request.name, 'request');
  const pin = pinFor(request, targets);
  const head = pin === undefined ? '' : `${pinComment(pin.name)}\n`;
  const content = new TextEncoder().encode(`${head}// ${operationTitle(operation)}\n${text}`);
  const uri = await store.create(vscode.Uri.joinPath(root, ...folders), name, operation, content);
  return { request, uri, pin };
}

/**
 * The pin of a request: a connection at its origin and path, or at its origin. Without one, the pin is the origin,
 * which cannot be the name of a connection, so the request is not sent anywhere. Undefined if the origin is unknown.
 */
function pinFor(
  { origin, path, operation }: ImportedRequest,
  { all, activeName }: Targets,
): { readonly name: string; readonly connection: Connection | undefined } | undefined {
  if (origin === undefined) return undefined;
  const atOrigin = all.filter(({ baseUrl }) => URL.parse(baseUrl)?.origin === origin);
  const atPath = atOrigin.filter((connection) => sendsTo(connection, operation, origin + path));
  const candidates = atPath.length ? atPath : atOrigin;
  const connection = candidates.find(({ name }) => name === activeName) ?? candidates[0];
  return { name: connection?.name ?? origin, connection };
}

/** Writes the values of variables for a folder that has none yet. */
async function writeValues(
  values: Readonly<Record<string, unknown>>,
  request: vscode.Uri,
): Promise<'none' | 'written' | 'present'> {
  const file = environmentFileFor(request);
  if (!Object.keys(values).length) return 'none';
  if (!file || (await exists(file))) return 'present';
  const text = `${JSON.stringify({ variables: values }, undefined, 2)}\n`;
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  return 'written';
}

/** For each address, offers to add a connection, or to store the key for a connection that has none. */
async function offerConnections(written: readonly Written[], { connections, log }: PostmanPorts): Promise<void> {
  const origins = [...new Set(written.flatMap(({ request }) => request.origin ?? []))].slice(0, maxOffers);
  for (const origin of origins) {
    const atOrigin = written.filter(({ request }) => request.origin === origin);
    const { request } = atOrigin.find((one) => one.request.key !== undefined) ?? atOrigin[0]!;
    const command = { text: request.command, onAdded: (name: string) => repin(atOrigin, name) };
    try {
      if (request.key === undefined) await connections.offerConnection(origin, command);
      else await connections.offerKey(origin, request.key, request.operation, command);
    } catch (error) {
      if (!(error instanceof vscode.CancellationError))
        log.error('The connection of a collection was not added.', error);
    }
  }
}

/**
 * Pins the requests of an address to the connection that was added for it. Requests that were changed since are
 * skipped.
 */
async function repin(written: readonly Written[], name: string): Promise<void> {
  for (const { uri, pin } of written) {
    if (!pin || pin.connection) continue;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    const head = `${pinComment(pin.name)}\n`;
    if (!text.startsWith(head)) continue;
    const pinned = `${pinComment(name)}\n${text.slice(head.length)}`;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(pinned));
  }
}

/** A collection to import, and the environments whose values it uses. */
interface PostmanSources {
  readonly collection: PostmanCollection;
  readonly environments: readonly PostmanEnvironment[];
}

/**
 * Reads files that the user selects: a collection and its environments. Undefined if the user cancels, or if a file
 * cannot be read, which the user was told.
 */
async function readFiles(): Promise<PostmanSources | undefined> {
  const files = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Import Postman Collection'),
    openLabel: vscode.l10n.t('Import'),
    canSelectMany: true,
    filters: { JSON: ['json'] },
  });
  const collections: PostmanCollection[] = [];
  const environments: PostmanEnvironment[] = [];
  for (const file of files ?? []) {
    const { collection, environment, problem } = await readFile(file);
    if (problem) {
      void showWarning(explainPostmanProblem(problem, oneLine(file.path.split('/').at(-1) ?? '', 80)));
      return undefined;
    }
    if (collection) collections.push(collection);
    else environments.push(environment);
  }
  const [collection, another] = collections;
  if (!files) return undefined;
  if (!collection || another) {
    void showWarning(vscode.l10n.t('Select one collection, and its environments if it has any.'));
    return undefined;
  }
  return { collection, environments };
}

async function readFile(file: vscode.Uri): Promise<PostmanReading> {
  const { size } = await vscode.workspace.fs.stat(file);
  if (size > maxPostmanLength) return { problem: 'too-long' };
  return readPostman(new TextDecoder().decode(await vscode.workspace.fs.readFile(file)));
}

function explainPostmanProblem(problem: NonNullable<PostmanReading['problem']>, file: string): string {
  switch (problem) {
    case 'too-long':
      return vscode.l10n.t('{0} is larger than {1}.', file, megabytesText(maxPostmanLength));
    case 'not-json':
      return vscode.l10n.t('{0} is not JSON.', file);
    case 'old':
      return vscode.l10n.t('{0} is a collection in format 1. Export it from Postman in format 2.1.', file);
    case 'unknown':
      return vscode.l10n.t('{0} is not a Postman collection or environment.', file);
  }
}

/** Asks for the workspace folder, or Personal. If no folder is open, Personal is the only choice. */
async function askDestination({ personal }: SavedRequests, count: string): Promise<vscode.Uri | undefined> {
  const items = [
    ...(vscode.workspace.workspaceFolders ?? []).map(({ uri, name }) => ({
      label: `$(folder) ${(vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? `${name}/` : ''}${defaultFolder}/`,
      description: vscode.l10n.t('in this workspace, to share with Git'),
      folder: vscode.Uri.joinPath(uri, defaultFolder),
    })),
    {
      label: `$(account) ${vscode.l10n.t('Personal')}`,
      description: vscode.l10n.t('for you, in every workspace'),
      folder: personal.folder,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Import Postman Collection'),
    placeHolder: vscode.l10n.t('Select a folder for the Kapture requests ({0})', count),
  });
  return picked?.folder;
}

/** The latest summaries, which are kept because their documents may still be open. */
const summaries = new BoundedMap<string, string>(20);
// Documents from an earlier session may still be open, so URIs must be unique across sessions.
const session = Date.now().toString(36);
let count = 0;

export function summaryText(uri: vscode.Uri): string {
  return summaries.get(uri.toString()) ?? vscode.l10n.t('This summary is no longer available.');
}

async function showSummary(title: string, text: string): Promise<void> {
  const query = `${session}-${++count}`;
  const uri = vscode.Uri.from({ scheme: postmanScheme, path: `/${title}.md`, query });
  summaries.set(uri.toString(), text);
  await vscode.commands.executeCommand('markdown.showPreview', uri);
}
