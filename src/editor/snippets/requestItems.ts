import * as vscode from 'vscode';
import { failures } from '../../kapture/catalogue/failures.ts';
import { operations, type RequestFileKind } from '../../kapture/catalogue/registry.ts';
import { shownMessage } from '../../kapture/problem/problem.ts';
import { catalogueText, kindTitle, moduleTitle, operationTitle } from '../shared/texts/catalogueTexts.ts';
import { openLink } from '../shared/commands.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { readText } from '../shared/documents/files.ts';
import { nameOfFile } from './requestName.ts';
import type { ExampleNode, FileNode, FolderNode, GroupNode, ModuleNode } from './requestNodes.ts';

/** The row of a group. `count` is the number of its requests; undefined while it is unknown. */
export function groupItem(node: GroupNode, count: number | undefined): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const initialState = node.place === 'examples' ? Collapsed : Expanded;
  const item = new vscode.TreeItem(titleOf(node), count === 0 ? None : initialState);
  const countText = count === undefined ? '' : numberText(count);
  item.id = node.id;
  item.description = count === 0 ? vscode.l10n.t('none yet') : countText;
  item.tooltip = tooltipOfGroup(node);
  item.iconPath = new vscode.ThemeIcon(
    { workspace: 'folder', personal: 'account', examples: 'mortar-board' }[node.place],
  );
  item.contextValue = `group ${node.place}`;
  item.accessibilityInformation = {
    label:
      count === 1
        ? vscode.l10n.t('{0}, 1 request', titleOf(node))
        : vscode.l10n.t('{0}, {1} requests', titleOf(node), count === undefined ? '?' : numberText(count)),
  };
  return item;
}

function titleOf({ place, folder }: GroupNode): string {
  switch (place) {
    case 'workspace':
      return (vscode.workspace.workspaceFolders?.length ?? 0) > 1
        ? (vscode.workspace.getWorkspaceFolder(folder!)?.name ?? '')
        : vscode.l10n.t('Workspace');
    case 'personal':
      return vscode.l10n.t('Personal');
    case 'examples':
      return vscode.l10n.t('Examples');
  }
}

function tooltipOfGroup({ place }: GroupNode): string {
  switch (place) {
    case 'workspace':
      return vscode.l10n.t('Request files in this folder, such as anything.kapture-add.json');
    case 'personal':
      return vscode.l10n.t('Your own snippets, available in every workspace on this machine');
    case 'examples':
      return vscode.l10n.t('The published samples and a request for every documented failure');
  }
}

/** The row of a folder. It is expanded, so that VS Code finds the requests in it while the user types. */
export function folderItem({ id, folder }: FolderNode): vscode.TreeItem {
  const name = oneLine(folder.path.split('/').at(-1) ?? '');
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  item.id = id;
  item.resourceUri = folder;
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = 'folder';
  item.accessibilityInformation = { label: vscode.l10n.t('Folder {0}', name) };
  return item;
}

/** The row of a module's examples. */
export function moduleItem({ module }: ModuleNode, count: number): vscode.TreeItem {
  const title = moduleTitle(module);
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = `examples/${module}`;
  item.description = numberText(count);
  item.iconPath = vscode.ThemeIcon.Folder;
  item.contextValue = 'module';
  item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} requests', title, numberText(count)) };
  return item;
}

export function fileItem({ uri, operation, group }: FileNode): vscode.TreeItem {
  const name = nameOfFile(uri.path);
  const title = kindTitle(operation);
  const folder = folderInside(group.folder!, uri);
  const item = requestItem(name, uri, operation);
  item.id = `${group.id}/${uri.toString()}`;
  item.resourceUri = uri;
  item.description = title;
  // `local` enables revealing the file in the operating system, which only works for local files.
  item.contextValue = `file ${group.place}${uri.scheme === 'file' ? ' local' : ''}`;
  item.accessibilityInformation = { label: [title, name, folder].filter(Boolean).join(', ') };
  return item;
}

export function exampleItem({ uri, operation, example: { title: english, failure } }: ExampleNode): vscode.TreeItem {
  const title = catalogueText(english);
  const item = requestItem(title, uri, operation);
  item.id = uri.toString();
  const about = failure ? failures[failure].message.trim() : vscode.l10n.t('published sample');
  // One of the server's messages starts with a comma.
  item.description = shownMessage(about);
  item.tooltip = `${operationTitle(operation)}\n${failure ? vscode.l10n.t('Kapture responds: {0}', about) : about}`;
  item.contextValue = 'example';
  item.accessibilityInformation = {
    label: vscode.l10n.t('Example {0}, {1}, {2}', title, operationTitle(operation), about),
  };
  return item;
}

/** The row of a request, which a quick pick can show too. */
export interface RequestItem extends vscode.TreeItem {
  label: string;
  iconPath: vscode.ThemeIcon;
}

function requestItem(name: string, uri: vscode.Uri, operation: RequestFileKind): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(name));
  item.iconPath = new vscode.ThemeIcon(operation === 'requests' ? 'list-unordered' : operations[operation].icon);
  item.command = openLink(vscode.l10n.t('Open Request'), uri);
  return item;
}

/** The path of a file's folder relative to its workspace folder. */
function folderInside(folder: vscode.Uri, { path }: vscode.Uri): string {
  return path.slice(folder.path.length, path.lastIndexOf('/')).replace(/^\//, '');
}

/** The tooltip of a file: its leading comment, its operation and its path. */
export async function tooltipOf({ uri, operation, group }: FileNode): Promise<string> {
  const where = group.place === 'workspace' ? vscode.workspace.asRelativePath(uri) : vscode.l10n.t('Personal snippet');
  return [await commentOf(uri), kindTitle(operation), where].filter(Boolean).join('\n');
}

async function commentOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    const comment = firstComment(open?.getText() ?? (await readText(uri)) ?? '');
    return comment && oneLine(comment, 300);
  } catch {
    // The file cannot be read, for example because it was just deleted.
    return undefined;
  }
}

/** The first line of a request's leading comment, without slashes and asterisks; undefined if there is none. */
function firstComment(text: string): string | undefined {
  const comment = /^\s*\/\/(.*)/.exec(text)?.[1] ?? /^\s*\/\*([^]*?)\*\//.exec(text)?.[1];
  return comment
    ?.split('\n')
    .map((line) => line.replace(/^[\s*/]+/, '').trim())
    .find(Boolean);
}
