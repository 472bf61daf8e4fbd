import * as vscode from 'vscode';
import { examples, type Example } from '../../kapture/examples.ts';
import { failures } from '../../kapture/failures.ts';
import { operationOfFile, operations, type OperationId } from '../../kapture/operations.ts';
import { commandLink } from '../commands.ts';
import { oneLine } from '../plainText.ts';
import { uriOfExample } from './exampleDocuments.ts';
import { firstComment } from './firstComment.ts';
import type { PersonalFiles } from './personalFiles.ts';
import type { RequestFiles } from './requestFiles.ts';
import { nameOfFile } from './requestName.ts';

/** The request files of one workspace folder, those of the user, or the built-in examples. */
export interface GroupNode {
  readonly kind: 'group';
  readonly id: string;
  readonly place: 'workspace' | 'personal' | 'examples';
  /** Where its files are; the examples have none. */
  readonly folder?: vscode.Uri;
}

export interface FileNode {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
  readonly operation: OperationId;
  readonly group: GroupNode;
}

export interface ExampleNode {
  readonly kind: 'example';
  readonly uri: vscode.Uri;
  readonly operation: OperationId;
  readonly example: Example;
}

/** Stands for the files of a group that are not shown yet. */
export interface MoreNode {
  readonly kind: 'more';
  readonly group: GroupNode;
  /** How many; undefined while they are still being looked for. */
  readonly left: number | undefined;
}

/** What can be opened and sent. */
export type RequestNode = FileNode | ExampleNode;
export type RequestsNode = GroupNode | RequestNode | MoreNode;

/** So many files of a group are shown at first, and more at each further step: long lists freeze VS Code's tree. */
const pageSize = 200;

const icons: Readonly<Record<OperationId, string>> = { add: 'person-add', get: 'search', update: 'edit', pull: 'cloud-download' };
const personalGroup: GroupNode = { kind: 'group', id: 'personal', place: 'personal' };
const examplesGroup: GroupNode = { kind: 'group', id: 'examples', place: 'examples' };

/** The requests view: what the workspace has, what the user keeps, and examples. */
export class RequestsTree implements vscode.TreeDataProvider<RequestsNode>, vscode.Disposable {
  readonly #files: RequestFiles;
  readonly #personal: PersonalFiles;
  readonly #changed = new vscode.EventEmitter<RequestsNode | undefined>();
  readonly #subscriptions: vscode.Disposable;
  /** VS Code knows a node again by its object. */
  #groups = new Map<string, GroupNode>();
  /** Those of the pages shown, by group and document. */
  readonly #nodes = new Map<string, ReadonlyMap<string, FileNode>>();
  readonly #pages = new Map<string, number>();
  readonly #counts = new Map<string, number>();
  readonly onDidChangeTreeData = this.#changed.event;

  constructor(files: RequestFiles, personal: PersonalFiles) {
    this.#files = files;
    this.#personal = personal;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      files.onDidChange(() => this.refresh()),
      personal.onDidChange(() => this.refresh()),
      // A tooltip that was shown is made anew.
      files.onDidEdit((uri) => {
        const node = this.find(uri);
        if (node) this.#changed.fire(node);
      }),
    );
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  /** Shows the next page of a group. */
  showMore({ group }: MoreNode): void {
    this.#pages.set(group.id, this.#pagesOf(group) + 1);
    this.#changed.fire(group);
  }

  /** The node of a file that is shown now. */
  find(uri: vscode.Uri): FileNode | undefined {
    return [...this.#nodes.values()].map((nodes) => nodes.get(uri.toString())).find(Boolean);
  }

  async getChildren(node?: RequestsNode): Promise<RequestsNode[]> {
    if (!node) return this.#roots();
    if (node.kind !== 'group') return [];
    switch (node.place) {
      case 'workspace': return this.#page(node, await this.#files.in(node.folder!), this.#files.isWhole);
      case 'personal': return this.#page(node, await this.#personal.list());
      case 'examples': return examples.map((example): ExampleNode => ({ kind: 'example', uri: uriOfExample(example), operation: example.operation, example }));
    }
  }

  getParent(node: RequestsNode): GroupNode | undefined {
    switch (node.kind) {
      case 'group': return undefined;
      case 'example': return examplesGroup;
      case 'file':
      case 'more': return node.group;
    }
  }

  getTreeItem(node: RequestsNode): vscode.TreeItem {
    switch (node.kind) {
      case 'group': return this.#groupItem(node);
      case 'file': return fileItem(node);
      case 'example': return exampleItem(node);
      case 'more': return moreItem(node);
    }
  }

  /** Tooltips are made when they are looked at: that of a file starts with its comment. */
  async resolveTreeItem(item: vscode.TreeItem, node: RequestsNode): Promise<vscode.TreeItem> {
    if (node.kind !== 'file') return item;
    const where = node.group.place === 'workspace' ? vscode.workspace.asRelativePath(node.uri) : vscode.l10n.t('Personal snippet');
    item.tooltip = [await commentOf(node.uri), operations[node.operation].title, where].filter(Boolean).join('\n');
    return item;
  }

  #roots(): GroupNode[] {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }): GroupNode => ({ kind: 'group', id: `workspace/${uri.toString()}`, place: 'workspace', folder: uri }));
    const roots = [...folders, { ...personalGroup, folder: this.#personal.folder }, examplesGroup];
    this.#groups = new Map(roots.map((group) => [group.id, this.#groups.get(group.id) ?? group]));
    return [...this.#groups.values()];
  }

  #page(group: GroupNode, files: readonly vscode.Uri[], isWhole = true): RequestsNode[] {
    if (isWhole && this.#counts.get(group.id) !== files.length) {
      this.#counts.set(group.id, files.length);
      // Its row tells how many there are, which was not known when it was drawn.
      queueMicrotask(() => this.#changed.fire(group));
    }
    const most = pageSize * this.#pagesOf(group);
    const left = isWhole ? files.length - most : undefined;
    const before = this.#nodes.get(group.id);
    const page = new Map<string, FileNode>();
    for (const uri of files.slice(0, most)) {
      const key = uri.toString();
      page.set(key, before?.get(key) ?? { kind: 'file', uri, operation: operationOfFile(uri.path)!, group });
    }
    this.#nodes.set(group.id, page);
    return left === undefined || left > 0 ? [...page.values(), { kind: 'more', group, left }] : [...page.values()];
  }

  #pagesOf({ id }: GroupNode): number {
    return this.#pages.get(id) ?? 1;
  }

  #groupItem(node: GroupNode): vscode.TreeItem {
    const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    const count = node.place === 'examples' ? examples.length : this.#counts.get(node.id);
    const item = new vscode.TreeItem(titleOf(node), count === 0 ? None : node.place === 'examples' ? Collapsed : Expanded);
    item.id = node.id;
    item.description = count === 0 ? vscode.l10n.t('none yet') : count?.toString() ?? '';
    item.tooltip = aboutOf(node);
    item.iconPath = new vscode.ThemeIcon({ workspace: 'folder', personal: 'account', examples: 'mortar-board' }[node.place]);
    item.contextValue = `group ${node.place}`;
    item.accessibilityInformation = { label: vscode.l10n.t('{0}, {1} requests', titleOf(node), count ?? '?') };
    return item;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

function titleOf({ place, folder }: GroupNode): string {
  switch (place) {
    case 'workspace': return (vscode.workspace.workspaceFolders?.length ?? 0) > 1 ? vscode.workspace.getWorkspaceFolder(folder!)?.name ?? '' : vscode.l10n.t('Workspace');
    case 'personal': return vscode.l10n.t('Personal');
    case 'examples': return vscode.l10n.t('Examples');
  }
}

function aboutOf({ place }: GroupNode): string {
  switch (place) {
    case 'workspace': return vscode.l10n.t('The request files of this folder, such as anything.kapture-add.json');
    case 'personal': return vscode.l10n.t('Your own snippets, in every workspace on this machine');
    case 'examples': return vscode.l10n.t('The published samples, and a request for every documented failure');
  }
}

function fileItem({ uri, operation, group }: FileNode): vscode.TreeItem {
  const name = nameOfFile(uri.path);
  const { title } = operations[operation];
  const folder = group.place === 'workspace' ? folderInside(group.folder!, uri) : '';
  const item = requestItem(name, uri, operation);
  item.id = `${group.id}/${uri.toString()}`;
  item.resourceUri = uri;
  item.description = folder || title;
  item.contextValue = `file ${group.place}`;
  item.accessibilityInformation = { label: [title, name, folder].filter(Boolean).join(', ') };
  return item;
}

function exampleItem({ uri, operation, example: { title, failure } }: ExampleNode): vscode.TreeItem {
  const item = requestItem(title, uri, operation);
  item.id = uri.toString();
  const about = failure ? failures[failure].message.trim() : vscode.l10n.t('published sample');
  // One of the server's messages starts with a comma.
  item.description = about.replace(/^[\s,]+/, '');
  item.tooltip = `${operations[operation].title}\n${failure ? vscode.l10n.t('Kapture answers: {0}', about) : about}`;
  item.contextValue = 'example';
  item.accessibilityInformation = { label: vscode.l10n.t('Example {0}, {1}, {2}', title, operations[operation].title, about) };
  return item;
}

function requestItem(name: string, uri: vscode.Uri, operation: OperationId): vscode.TreeItem {
  const item = new vscode.TreeItem(oneLine(name));
  item.iconPath = new vscode.ThemeIcon(icons[operation]);
  item.command = commandLink('kapture.openRequest', vscode.l10n.t('Open Request'), uri);
  return item;
}

function moreItem({ group, left }: MoreNode): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show More…'));
  item.id = `more/${group.id}`;
  item.description = left === undefined ? vscode.l10n.t('looking for more') : vscode.l10n.t('{0} not shown', left);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = commandLink('kapture.showMoreRequests', vscode.l10n.t('Show More'), { kind: 'more', group, left } satisfies MoreNode);
  item.accessibilityInformation = { label: vscode.l10n.t('Show more, {0}', item.description) };
  return item;
}

/** Where in a workspace folder a file is, without the file. */
function folderInside(folder: vscode.Uri, { path }: vscode.Uri): string {
  return path.slice(folder.path.length, path.lastIndexOf('/')).replace(/^\//, '');
}

async function commentOf(uri: vscode.Uri): Promise<string | undefined> {
  try {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    const comment = firstComment(open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
    return comment && oneLine(comment, 300);
  } catch {
    // Gone in this moment: the tooltip does without.
    return undefined;
  }
}
