import * as vscode from 'vscode';
import type { Example } from '../../kapture/catalogue/examples.ts';
import type { Module } from '../../kapture/catalogue/operation.ts';
import { kindOfFile, operations } from '../../kapture/catalogue/registry.ts';
import { examplesFor } from '../../kapture/dialects/convertForConnection.ts';
import { onSetting } from '../shared/settings.ts';
import { shownModules } from '../shared/shownModules.ts';
import type { Targets } from '../shared/targets.ts';
import type { PersonalFiles, RequestFiles } from './requestFiles.ts';
import {
  uriOfExample,
  type ExampleNode,
  type FileNode,
  type FolderNode,
  type GroupNode,
  type ModuleNode,
  type RequestNode,
  type RequestsNode,
} from './requestNodes.ts';
import { exampleItem, fileItem, folderItem, groupItem, moduleItem, tooltipOf } from './requestItems.ts';

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
  readonly #moduleNodes = new Map<Module, ModuleNode>();
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
      ...(targets ? [targets.onDidChange(() => this.#followExamples())] : []),
      onSetting('modules', () => this.#followExamples()),
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
    const shown = shownModules();
    const active = all.find(({ name }) => name === activeName);
    return examplesFor(active).filter((example) => shown.includes(moduleOf(example)));
  }

  /** Shows the examples of the active connection's dialects and of the shown modules. */
  #followExamples(): void {
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
    if (node.kind === 'module') return this.#examplesOf(node.module).map((example) => this.#exampleNode(example));
    if (node.place === 'examples') return this.#exampleRows();
    return this.#nodesIn(node, await this.#filesOf(node));
  }

  /** All requests of the view, or below a row, including those in collapsed folders. */
  async requests(node?: RequestsNode): Promise<RequestNode[]> {
    if (node?.kind === 'file' || node?.kind === 'example') return [node];
    const children = await this.getChildren(node);
    return (await Promise.all(children.map((child) => this.requests(child)))).flat();
  }

  /** The examples by module, or those of the only shown module. */
  #exampleRows(): RequestsNode[] {
    const shown = shownModules();
    return shown.length > 1
      ? shown.map((module) => this.#moduleNode(module))
      : this.#shownExamples.map((example) => this.#exampleNode(example));
  }

  #examplesOf(module: Module): Example[] {
    return this.#shownExamples.filter((example) => moduleOf(example) === module);
  }

  #moduleNode(module: Module): ModuleNode {
    const node = this.#moduleNodes.get(module) ?? { kind: 'module', module };
    this.#moduleNodes.set(module, node);
    return node;
  }

  #exampleNode(example: Example): ExampleNode {
    const known = this.#exampleNodes.get(example);
    if (known) return known;
    const node = { kind: 'example', uri: uriOfExample(example), operation: example.operation, example } as const;
    this.#exampleNodes.set(example, node);
    return node;
  }

  getParent(node: RequestsNode): GroupNode | FolderNode | ModuleNode | undefined {
    switch (node.kind) {
      case 'group':
        return undefined;
      case 'module':
        return examplesGroup;
      case 'example':
        return shownModules().length > 1 ? this.#moduleNode(moduleOf(node.example)) : examplesGroup;
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
      case 'module':
        return moduleItem(node, this.#examplesOf(node.module).length);
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

function moduleOf({ operation }: Example): Module {
  return operations[operation].module;
}
