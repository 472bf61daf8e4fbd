import * as vscode from 'vscode';
import type { Example } from '../../kapture/catalogue/examples.ts';
import { kindOfFile } from '../../kapture/catalogue/registry.ts';
import { examplesFor } from '../../kapture/dialects/convertForConnection.ts';
import type { Targets } from '../shared/targets.ts';
import type { PersonalFiles, RequestFiles } from './requestFiles.ts';
import {
  uriOfExample,
  type ExampleNode,
  type FileNode,
  type FolderNode,
  type GroupNode,
  type RequestNode,
  type RequestsNode,
} from './requestNodes.ts';
import { exampleItem, fileItem, folderItem, groupItem, tooltipOf } from './requestItems.ts';

/** The maximum number of listed files of a group, because long lists freeze VS Code's tree. */
const maxFiles = 1000;

/** The maximum time that the view waits for the file counts of its groups, in milliseconds. */
const countTimeoutMs = 100;

const personalGroup: GroupNode = { kind: 'group', id: 'personal', place: 'personal' };
const examplesGroup: GroupNode = { kind: 'group', id: 'examples', place: 'examples' };

/** The tree of the Requests view: workspace requests, personal snippets and examples. */
export class RequestsTree implements vscode.TreeDataProvider<RequestsNode>, vscode.Disposable {
  readonly #targets: Pick<Targets, 'activeName' | 'all' | 'onDidChange'> | undefined;
  #shownExamples: readonly Example[];
  readonly #files: RequestFiles;
  readonly #personal: PersonalFiles;
  readonly #changed = new vscode.EventEmitter<RequestsNode | undefined>();
  readonly #subscriptions: vscode.Disposable;
  /** The group nodes, which are reused because VS Code identifies nodes by object. */
  #groups = new Map<string, GroupNode>();
  /** The shown files and folders, by the id of their row's parent, and by URI. */
  readonly #nodes = new Map<string, ReadonlyMap<string, FileNode | FolderNode>>();
  readonly #exampleNodes = new Map<Example, ExampleNode>();
  readonly #counts = new Map<string, number>();
  readonly onDidChangeTreeData = this.#changed.event;

  /** `targets` decide in which dialects the examples are; without them, they are flat. */
  constructor(
    files: RequestFiles,
    personal: PersonalFiles,
    targets?: Pick<Targets, 'activeName' | 'all' | 'onDidChange'>,
  ) {
    this.#targets = targets;
    this.#shownExamples = this.#examples();
    this.#files = files;
    this.#personal = personal;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      files.onDidChange(() => this.refresh()),
      personal.onDidChange(() => this.refresh()),
      ...(targets ? [targets.onDidChange(() => this.#followDialect())] : []),
      // This makes VS Code resolve the tooltip again.
      files.onDidEdit((uri) => {
        const node = this.find(uri);
        if (node) this.#changed.fire(node);
      }),
    );
  }

  refresh(): void {
    this.#changed.fire(undefined);
  }

  #examples(): readonly Example[] {
    const { activeName, all = [] } = this.#targets ?? {};
    return examplesFor(all.find(({ name }) => name === activeName));
  }

  #followDialect(): void {
    const examples = this.#examples();
    if (
      examples.length === this.#shownExamples.length &&
      examples.every((example, index) => example === this.#shownExamples[index])
    )
      return;
    this.#shownExamples = examples;
    this.refresh();
  }

  /** The node of a file; undefined if it is not shown. */
  find(uri: vscode.Uri): FileNode | undefined {
    return [...this.#nodes.values()]
      .map((nodes) => nodes.get(uri.toString()))
      .find((node): node is FileNode => node?.kind === 'file');
  }

  async getChildren(node?: RequestsNode): Promise<RequestsNode[]> {
    if (!node) return this.#roots();
    if (node.kind === 'file' || node.kind === 'example') return [];
    if (node.kind === 'folder') return this.#nodesIn(node, await this.#filesOf(node.group));
    if (node.place === 'examples') return this.#shownExamples.map((example) => this.#exampleNode(example));
    return this.#nodesIn(node, await this.#filesOf(node));
  }

  /** All requests of the view, or below a row, including those in collapsed folders. */
  async requests(node?: RequestsNode): Promise<RequestNode[]> {
    if (node?.kind === 'file' || node?.kind === 'example') return [node];
    const children = await this.getChildren(node);
    return (await Promise.all(children.map((child) => this.requests(child)))).flat();
  }

  #exampleNode(example: Example): ExampleNode {
    const known = this.#exampleNodes.get(example);
    if (known) return known;
    const node = { kind: 'example', uri: uriOfExample(example), operation: example.operation, example } as const;
    this.#exampleNodes.set(example, node);
    return node;
  }

  getParent(node: RequestsNode): GroupNode | FolderNode | undefined {
    switch (node.kind) {
      case 'group':
        return undefined;
      case 'example':
        return examplesGroup;
      case 'folder':
      case 'file':
        return node.parent;
    }
  }

  getTreeItem(node: RequestsNode): vscode.TreeItem {
    switch (node.kind) {
      case 'group':
        return groupItem(node, node.place === 'examples' ? this.#shownExamples.length : this.#counts.get(node.id));
      case 'folder':
        return folderItem(node);
      case 'file':
        return fileItem(node);
      case 'example':
        return exampleItem(node);
    }
  }

  /** The tooltip of a file is created on hover, because it contains the file's comment. */
  async resolveTreeItem(item: vscode.TreeItem, node: RequestsNode): Promise<vscode.TreeItem> {
    if (node.kind === 'file') item.tooltip = await tooltipOf(node);
    return item;
  }

  async #roots(): Promise<GroupNode[]> {
    const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }): GroupNode => ({
      kind: 'group',
      id: `workspace/${uri.toString()}`,
      place: 'workspace',
      folder: uri,
    }));
    const roots = [...folders, { ...personalGroup, folder: this.#personal.folder }, examplesGroup];
    this.#groups = new Map(roots.map((group) => [group.id, this.#groups.get(group.id) ?? group]));
    // Discards the state of folders that were removed from the workspace.
    for (const known of [this.#nodes, this.#counts])
      for (const id of known.keys())
        if (![...this.#groups.keys()].some((group) => id === group || id.startsWith(`${group}/`))) known.delete(id);
    await this.#count([...this.#groups.values()]);
    return [...this.#groups.values()];
  }

  /**
   * Counts the files before the group rows are shown, because the rows contain the counts. Refreshes the rows later
   * only if counting takes too long, because VS Code 1.105 loses the children of a group that changes while it is being
   * fetched.
   */
  async #count(groups: readonly GroupNode[]): Promise<void> {
    let [isLate, isOther] = [false, false];
    const counted = Promise.allSettled(
      groups.map(async (group) => {
        const { length } = await this.#filesOf(group);
        isOther ||= this.#counts.get(group.id) !== length;
        this.#counts.set(group.id, length);
      }),
    ).then(() => {
      if (isLate && isOther) setImmediate(() => this.refresh());
    });
    let limit: NodeJS.Timeout | undefined;
    await Promise.race([counted, new Promise((resolve) => (limit = setTimeout(resolve, countTimeoutMs)))]);
    clearTimeout(limit);
    isLate = true;
  }

  /** The files of a group; none for the examples, which are not files. */
  async #filesOf({ place, folder }: GroupNode): Promise<readonly vscode.Uri[]> {
    if (place === 'workspace') return this.#files.list(folder!);
    return place === 'personal' ? this.#personal.list() : [];
  }

  /** The rows below a group or a folder, with folders first, as in the Explorer. */
  #nodesIn(parent: GroupNode | FolderNode, files: readonly vscode.Uri[]): RequestsNode[] {
    const group = parent.kind === 'group' ? parent : parent.group;
    const folder = parent.folder!;
    const start = `${folder.path}/`;
    const before = this.#nodes.get(parent.id);
    const nodes = new Map<string, FileNode | FolderNode>();
    for (const uri of files.slice(0, maxFiles)) {
      if (!uri.path.startsWith(start)) continue;
      const [name = '', ...inside] = uri.path.slice(start.length).split('/');
      const child = inside.length ? vscode.Uri.joinPath(folder, name) : uri;
      const key = child.toString();
      if (nodes.has(key)) continue;
      const node: FileNode | FolderNode = inside.length
        ? { kind: 'folder', id: `${group.id}/${key}`, folder: child, group, parent }
        : { kind: 'file', uri, operation: kindOfFile(uri.path)!, group, parent };
      nodes.set(key, before?.get(key) ?? node);
    }
    this.#nodes.set(parent.id, nodes);
    const { folder: folders = [], file = [] } = Object.groupBy(nodes.values(), ({ kind }) => kind);
    return [...folders, ...file];
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
