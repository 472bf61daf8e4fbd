import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { operationIds, operationOfFile } from '../../../kapture/catalogue/registry.ts';
import {
  exportCollection,
  type RefusedRequest,
  type RequestToExport,
} from '../../../kapture/postman/exportCollection.ts';
import { documentTarget } from '../../shared/documents/requestText.ts';
import { commandRows } from '../../shared/dialogs/commandRows.ts';
import { showInformation, showWarning } from '../../shared/dialogs/messages.ts';
import { numberText } from '../../shared/texts/localTexts.ts';
import { tenantRedactor } from '../../shared/tenantRedactor.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import { namedRequestsIn, presentRequest } from '../sendAllPlan.ts';
import { nameOfFile, safeName } from '../requestName.ts';
import { isIn } from '../requestFolders.ts';
import type { FolderNode, GroupNode, RequestsNode } from '../requestNodes.ts';
import { defaultFolder } from '../requestStore.ts';
import type { PostmanPorts, SavedRequests } from './importPostman.ts';

/** The maximum number of names in a message. */
const maxNames = 8;

interface Chosen {
  readonly name: string;
  readonly files: readonly vscode.Uri[];
}

/** Exports requests as a Postman collection without secrets: the rows of a menu, or else the selected ones. */
export async function exportPostman(
  ports: PostmanPorts,
  node: RequestsNode | undefined,
  all: readonly RequestsNode[] | undefined,
): Promise<void> {
  const { saved } = await ports.snippets.open();
  const { rows } = commandRows(ports.snippets.view, node, all);
  const chosen = await chooseFiles(rows, saved);
  if (!chosen) return;
  const base = commonFolder(chosen.files);
  const requests: RequestToExport[] = [];
  for (const file of chosen.files) requests.push(...(await readRequests(file, base, ports)));
  // The redactor has the secrets of all connections, because a request can contain the key of another one.
  const redact = await tenantRedactor(ports.targets, undefined, operationIds, 'all');
  const exported = exportCollection(chosen.name, requests, redact);
  if (!exported.count) {
    void showWarning(explainRefused(exported.refused) || vscode.l10n.t('There are no requests to export.'));
    return;
  }
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
  const target = await vscode.window.showSaveDialog({
    title: vscode.l10n.t('Export as Postman Collection'),
    filters: { JSON: ['json'] },
    defaultUri: vscode.Uri.joinPath(folder, `${safeName(chosen.name, 'requests')}.postman_collection.json`),
  });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(exported.text));
  const sentences = [
    exported.count === 1
      ? vscode.l10n.t('Exported 1 request without its auth key.')
      : vscode.l10n.t('Exported {0} requests without their auth keys.', numberText(exported.count)),
    vscode.l10n.t('Enter these values in Postman: {0}.', shortList(exported.blank)),
    explainRefused(exported.refused),
  ];
  void showInformation(sentences.filter(Boolean).join(' '), ports.log, {
    title: vscode.l10n.t('Open File'),
    run: () => vscode.window.showTextDocument(target),
  });
}

async function chooseFiles(rows: readonly RequestsNode[], saved: SavedRequests): Promise<Chosen | undefined> {
  const place = rows.find((row) => row.kind === 'folder' || (row.kind === 'group' && row.place !== 'examples'));
  if (place) return filesIn(place as GroupNode | FolderNode, saved);
  const files = rows.flatMap((row) => (row.kind === 'file' ? row.uri : []));
  const [first] = files;
  if (!first) {
    void showInformation(vscode.l10n.t('Select workspace requests or personal snippets first.'));
    return undefined;
  }
  return { name: files.length === 1 ? nameOfFile(first.path) : folderName(commonFolder(files)), files };
}

async function filesIn(row: GroupNode | FolderNode, saved: SavedRequests): Promise<Chosen> {
  const { place, folder } = row.kind === 'group' ? row : row.group;
  const files = place === 'personal' ? await saved.personal.list() : await saved.files.list(folder!);
  const isPersonal = row.kind === 'group' && place === 'personal';
  return {
    name: isPersonal ? vscode.l10n.t('Personal') : folderName(row.folder!.path),
    files: files.filter((file) => isIn(row.folder!, file)),
  };
}

/** The path of the deepest folder that contains all files. */
function commonFolder(files: readonly vscode.Uri[]): string {
  const folders = files.map(({ path }) => path.split('/').slice(0, -1));
  const [first = []] = folders;
  const length = first.findIndex((step, index) => folders.some((steps) => steps[index] !== step));
  return first.slice(0, length < 0 ? first.length : length).join('/');
}

function folderName(path: string): string {
  const steps = path.split('/').filter((step) => step !== defaultFolder);
  return steps.at(-1) ?? '';
}

/** The requests of a file. Those of a file with several are in a folder with its name. */
async function readRequests(
  file: vscode.Uri,
  base: string,
  { targets, variables }: PostmanPorts,
): Promise<RequestToExport[]> {
  // An open document counts with its unsaved changes, as when it is sent.
  const document = await vscode.workspace.openTextDocument(file);
  const { connection } = documentTarget(document, targets);
  const lookup = connection ? await variables.lookupFor(file, connection) : variables.knownLookup(document);
  const folders = file.path
    .slice(base.length + 1)
    .split('/')
    .slice(0, -1);
  const name = nameOfFile(file.path);
  const operation = operationOfFile(file.path);
  if (operation) return [{ name, folders, operation, text: document.getText(), connection, lookup }];
  return namedRequestsIn(document).map((one) => ({
    name: one.name,
    folders: [...folders, name],
    operation: one.operation,
    // A request that cannot be sent has no text, and is reported.
    text: presentRequest(document, one)?.text ?? '',
    connection,
    lookup,
  }));
}

function explainRefused(refused: readonly RefusedRequest[]): string {
  const secret = refused.filter(({ reason }) => reason === 'secret').map(({ name }) => name);
  const others = refused.filter(({ reason }) => reason !== 'secret').map(({ name }) => name);
  return [
    ...(secret.length
      ? [vscode.l10n.t('Not exported, because they appear to contain a secret: {0}.', shortList(secret))]
      : []),
    ...(others.length ? [vscode.l10n.t('Not exported, because they cannot be sent: {0}.', shortList(others))] : []),
  ].join(' ');
}

function shortList(names: readonly string[]): string {
  const list = names
    .slice(0, maxNames)
    .map((name) => oneLine(name, 60))
    .join(', ');
  const more = names.length - maxNames;
  return more > 0 ? vscode.l10n.t('{0} and {1} more', list, numberText(more)) : list;
}
