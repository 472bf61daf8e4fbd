import * as vscode from 'vscode';
import { sendsTo } from '../../../kapture/commandLines/sendsTo.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { pinComment } from '../../../kapture/connection/pinnedConnection.ts';
import type { ImportedRequest } from '../../../kapture/postman/importCollection.ts';
import { PostmanThread } from '../../../kapture/postman/postmanThread.ts';
import { environmentFileFor } from '../../shared/documents/environmentFile.ts';
import type { Targets } from '../../shared/ports.ts';
import { showInformation, showWarning } from '../../shared/questions/messages.ts';
import { withProgress } from '../../shared/questions/progress.ts';
import { UserError } from '../../shared/questions/userError.ts';
import { operationTitle } from '../../shared/texts/catalogueTexts.ts';
import { numberText } from '../../shared/texts/localTexts.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import { numberedNames, safeName } from '../requestName.ts';
import { exists } from '../requestStore.ts';
import { askDestination, type Destination } from './askDestination.ts';
import { importSummary, type ImportOutcome, type Written } from './importSummary.ts';
import type { PostmanPorts, SavedRequests } from './ports.ts';
import { readSources } from './readSources.ts';
import { showSummary } from './summaries.ts';

/** Offers for further addresses would hide each other. */
const maxOffers = 3;

/** Imports the Kapture requests of a Postman collection as request files, and shows what was imported. */
export async function importPostman(ports: PostmanPorts): Promise<void> {
  const thread = new PostmanThread(vscode.Uri.joinPath(ports.extensionUri, 'dist', 'postman-worker.cjs').fsPath);
  const sources = await readSources(thread);
  if (!sources) return;
  const found = await withProgress(vscode.l10n.t('Reading the collection…'), async (signal) => {
    try {
      return await thread.importCollection({ ...sources, own: ports.connections.knownPaths() }, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  });
  if (!found) return;
  const title = oneLine(found.name, 80) || vscode.l10n.t('Postman collection');
  if (!found.requests.length) {
    await showSummary(summaryTitle(title), importSummary(title, found, { requests: [], values: 'none' }));
    void showWarning(vscode.l10n.t('The collection “{0}” has no Kapture requests.', title));
    return;
  }
  const { saved } = await ports.snippets.open();
  const destination = await askDestination(saved, numberText(found.requests.length));
  if (!destination) return;
  const root = await unusedFolder(destination, title);
  const requests: Written[] = [];
  let failure: Error | undefined;
  await withProgress(vscode.l10n.t('Importing {0}…', title), async (signal, report) => {
    for (const request of found.requests) {
      if (signal.aborted) break;
      try {
        requests.push(await write(request, title, root, destination, saved, ports));
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

/** A new folder with the name of the collection, so that nothing is mixed with other requests. */
async function unusedFolder({ folder, isPersonal }: Destination, title: string): Promise<vscode.Uri> {
  if (isPersonal) return folder;
  for (const name of numberedNames(safeName(title, 'Postman'))) {
    const uri = vscode.Uri.joinPath(folder, name);
    if (!(await exists(uri))) return uri;
  }
  throw new Error('There is always a next name.');
}

async function write(
  request: ImportedRequest,
  title: string,
  root: vscode.Uri,
  { isPersonal }: Destination,
  { store }: SavedRequests,
  { targets }: PostmanPorts,
): Promise<Written> {
  const { operation, text } = request;
  const folders = request.folders.map((name) => safeName(name, 'folder'));
  const name = safeName(request.name, 'request');
  const pin = pinFor(request, targets);
  const head = pin === undefined ? '' : `${pinComment(pin.name)}\n`;
  const content = new TextEncoder().encode(`${head}// ${operationTitle(operation)}\n${text}`);
  const uri = isPersonal
    ? await store.create(root, safeName([title, ...folders, name].join(' - '), 'request'), operation, content)
    : await store.create(vscode.Uri.joinPath(root, ...folders), name, operation, content);
  return { request, uri, pin };
}

/**
 * The connection of a request: one at its origin and path, or at its origin. Without one, the origin is in its place,
 * which no connection can be named like: a request that is pinned to it is not sent anywhere. Undefined if the origin
 * is unknown.
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

/** Offers to add a connection for each address, or to store the key of one that has none. */
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

/** Pins the requests of an address to the connection that was added for it. Those that were changed since stay. */
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
