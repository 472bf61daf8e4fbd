import * as vscode from 'vscode';
import { hasNamedRequests } from '../../kapture/catalogue/registry.ts';
import type { CommandMap } from '../shared/commandMap.ts';
import { runCommand } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import { commandRows } from '../shared/dialogs/commandRows.ts';
import { confirmAction, namesText } from '../shared/dialogs/confirmAction.ts';
import { showInformation, showWarning, showHowToSelect } from '../shared/dialogs/messages.ts';
import { kindTitle } from '../shared/texts/catalogueTexts.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { namedRequestsIn, requestsIn, type SendAllPorts } from './sendAllPlan.ts';
import { PersonalFiles, RequestFiles } from './requestFiles.ts';
import { folderLabel, folderToSend } from './requestFolders.ts';
import { nameOfFile } from './requestName.ts';
import { exampleAt, type FileNode, type RequestNode, type RequestsNode } from './requestNodes.ts';
import type { RequestItem } from './requestItems.ts';
import { RequestsTree } from './requestsTree.ts';
import { askRequestName, exists, folderOf, RequestStore, uriOf } from './requestStore.ts';
import { saveSnippet, snippetSource, type ExchangeOf, type SnippetArgument } from './saveSnippet.ts';
import { SendAll } from './sendAll.ts';

export interface SnippetPorts extends SendAllPorts {
  readonly responses: SendAllPorts['responses'] & { readonly exchangeOf: ExchangeOf };
}

export class RequestsView implements vscode.Disposable {
  readonly #view: vscode.TreeView<RequestsNode>;
  readonly #ports: SnippetPorts;
  readonly #log: Log;
  readonly #sendAll: SendAll;
  readonly files = new RequestFiles();
  readonly #personal: PersonalFiles;
  readonly #store: RequestStore;
  readonly tree: RequestsTree;
  readonly #subscriptions: vscode.Disposable;

  /** `changed` is the event that refreshes the view, `storage` the extension's global storage. */
  constructor(
    view: vscode.TreeView<RequestsNode>,
    changed: vscode.EventEmitter<RequestsNode | undefined>,
    storage: vscode.Uri,
    ports: SnippetPorts,
  ) {
    this.#view = view;
    this.#ports = ports;
    this.#log = ports.log;
    this.#sendAll = new SendAll(ports);
    this.#personal = new PersonalFiles(storage);
    this.#store = new RequestStore(this.files, this.#personal);
    this.tree = new RequestsTree(this.files, this.#personal, ports.targets);
    this.#subscriptions = vscode.Disposable.from(
      this.files,
      this.#personal,
      this.tree,
      this.tree.onDidChangeTreeData((node) => changed.fire(node)),
    );
  }

  readonly handlers = {
    'kapture.saveAsSnippet': (what) => this.save(what),
    'kapture.sendFromView': (node) => this.send(node),
    'kapture.sendAll': (what = vscode.window.activeTextEditor?.document.uri) =>
      what instanceof vscode.Uri && hasNamedRequests(what.path)
        ? this.sendAllInFile(what)
        : this.sendAllInFolder(what instanceof vscode.Uri ? undefined : what),
    'kapture.renameRequest': (node) => this.rename(node),
    'kapture.duplicateRequest': (node) => this.duplicate(node),
    'kapture.deleteRequest': (node, all) => this.delete(node, all),
    'kapture.findRequest': () => this.findRequest(),
    'kapture.refreshRequests': () => this.refresh(),
  } satisfies Partial<CommandMap>;

  /** The request files, for other features that read or write them. */
  get saved(): { readonly store: RequestStore; readonly files: RequestFiles; readonly personal: PersonalFiles } {
    return { store: this.#store, files: this.files, personal: this.#personal };
  }

  /** The text of an example's document. */
  exampleText(uri: vscode.Uri): string {
    return exampleAt(uri)?.text ?? vscode.l10n.t('This example no longer exists.');
  }

  /** Saves the request of a command's argument, or of the active editor. */
  async save(argument: SnippetArgument | undefined): Promise<void> {
    const source = await snippetSource(
      argument,
      (uri) => this.#ports.responses.exchangeOf(uri),
      (document) => this.#ports.requests.namedRequest(document),
    );
    if (source === 'unknown') {
      void showWarning(vscode.l10n.t('There is no request to save. Open a request, its response or a JSON document.'));
      return;
    }
    const uri = source && (await saveSnippet(source, this.#store, this.#personal));
    if (uri) await this.#openAndShow(uri);
  }

  /**
   * Sends the request of a row. Also opens it, because Kapture's failures are shown in its editor. For a file with
   * several requests, sends all of them.
   */
  async send(row: RequestsNode | undefined): Promise<void> {
    const node = await this.#request(row);
    if (!node || !(row || (await confirmSend(node)))) return;
    if (node.operation === 'requests') {
      await this.sendAllInFile(node.uri);
      return;
    }
    await vscode.window.showTextDocument(node.uri, { preview: true, preserveFocus: true });
    await runCommand('kapture.sendRequest', node.uri);
  }

  /** Opens a request that the user finds by its name, its folder or its operation. */
  async findRequest(): Promise<void> {
    const requests = await this.tree.requests();
    const items = requests.map((node) => {
      const { label, description, iconPath } = this.tree.getTreeItem(node) as RequestItem;
      const folder = node.kind === 'file' ? folderLabel(folderOf(node.uri), this.#personal) : locationOf(node);
      return { label, iconPath, description: [folder, description].join(' · '), node };
    });
    const picked = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Find Request'),
      placeHolder: vscode.l10n.t('Name, folder or operation'),
      matchOnDescription: true,
    });
    if (!picked) return;
    await vscode.window.showTextDocument(picked.node.uri);
    await this.#show(picked.node.uri);
  }

  /** Sends the requests of a folder: that of a row, or the one that the user picks. */
  async sendAllInFolder(row: RequestsNode | undefined): Promise<void> {
    const place = row?.kind === 'group' || row?.kind === 'folder' ? row : undefined;
    const own = row?.kind === 'folder' ? await requestsIn(row.folder) : [];
    const folder = own.length && place?.folder ? place.folder : await folderToSend(place, this.files, this.#personal);
    if (!folder) return;
    const files = await requestsIn(folder);
    await this.#sendAll.start(folderLabel(folder, this.#personal), files);
  }

  /** Sends the requests of a file with several. */
  async sendAllInFile(uri: vscode.Uri): Promise<void> {
    const document = await vscode.workspace.openTextDocument(uri);
    const files = namedRequestsIn(document);
    if (files.length) await this.#sendAll.start(uri.path.split('/').at(-1)!, files);
    // The selection then says why there are no requests.
    else await this.#ports.requests.namedRequest(document);
  }

  async rename(row: RequestsNode | undefined): Promise<void> {
    const node = await this.#file(row);
    if (!node) return;
    const { uri, operation } = node;
    const [folder, value] = [folderOf(uri), nameOfFile(uri.path)];
    const title = vscode.l10n.t('Rename Request “{0}”', nameOfRequest(node));
    const name = await askRequestName({ title, value, operation, folder });
    if (name === undefined || name === value) return;
    await this.#show(await this.#store.rename(uri, uriOf(folder, name, operation)));
  }

  /** Copies a file to its own folder. An example has no folder, so it is saved as a snippet. */
  async duplicate(row: RequestsNode | undefined): Promise<void> {
    const node = await this.#request(row);
    if (node?.kind === 'example') await this.save(node);
    else if (node) await this.#openAndShow(await this.#store.copy(node.uri, folderOf(node.uri)));
  }

  /** Deletes the rows of a menu, or else the selected rows, after a confirmation. */
  async delete(node: RequestsNode | undefined, all: readonly RequestsNode[] | undefined): Promise<void> {
    const selected = commandRows(this.#view, node, all).rows.filter((row) => row.kind === 'file');
    if (!selected.length) {
      showHowToSelect(vscode.l10n.t('Select workspace requests or personal snippets first.'));
      return;
    }
    const files = await this.#existing(selected);
    if (files.length && (await confirmDelete(files))) await this.#store.delete(files.map(({ uri }) => uri));
  }

  refresh(): void {
    this.files.refresh();
    this.#personal.refresh();
  }

  /** The single request of a row, or else of the selection. If there is none, a message says why. */
  async #request(row: RequestsNode | undefined): Promise<RequestNode | undefined> {
    const { rows } = commandRows(this.#view, row);
    const [node] = rows;
    if (rows.length !== 1 || (node?.kind !== 'file' && node?.kind !== 'example')) {
      showHowToSelect(vscode.l10n.t('Select one request in the Requests view first.'));
      return undefined;
    }
    const [existing] = await this.#existing([node]);
    return existing;
  }

  /** Like {@link #request}, for commands that only apply to files. */
  async #file(row: RequestsNode | undefined): Promise<FileNode | undefined> {
    const node = await this.#request(row);
    if (node?.kind !== 'example') return node;
    void showInformation(vscode.l10n.t('An example cannot be changed. Save it as a snippet first.'));
    return undefined;
  }

  /** The nodes whose files still exist. */
  async #existing<Node extends RequestNode>(nodes: readonly Node[]): Promise<Node[]> {
    const present: Node[] = [];
    for (const node of nodes) {
      if (node.kind === 'example' || (await exists(node.uri))) present.push(node);
      else void showInformation(vscode.l10n.t('“{0}” no longer exists.', nameOfRequest(node)));
    }
    if (present.length < nodes.length) this.refresh();
    return present;
  }

  async #openAndShow(uri: vscode.Uri): Promise<void> {
    await vscode.window.showTextDocument(uri, { preview: false });
    await this.#show(uri);
  }

  /** Selects a file in the view, if the view is visible and shows the file. */
  async #show(uri: vscode.Uri): Promise<void> {
    if (!this.#view.visible) return;
    const node = (await this.tree.requests()).find((request) => request.uri.toString() === uri.toString());
    if (!node) return;
    try {
      await this.#view.reveal(node, { select: true, focus: false });
    } catch (error) {
      // The command itself has succeeded, and only the row could not be revealed.
      this.#log.error(`${uri.path} could not be selected in the view.`, error);
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** Asks before the selected request files are deleted. The confirmation names them. */
function confirmDelete(files: readonly FileNode[]): Promise<boolean> {
  const [first] = files;
  const sentence =
    files.length === 1
      ? vscode.l10n.t('Delete the request “{0}”?', nameOfRequest(first!))
      : vscode.l10n.t('Delete {0} requests?', numberText(files.length));
  const detail = files.length === 1 ? locationOf(first!) : namesText(files.map(nameOfRequest));
  return confirmAction(sentence, detail, vscode.l10n.t('Delete'), vscode.l10n.t("Don't Delete"));
}

/** Asks before the selected request is sent. The confirmation names it. */
function confirmSend(node: RequestNode): Promise<boolean> {
  return confirmAction(
    vscode.l10n.t('Send the request “{0}” ({1})?', nameOfRequest(node), kindTitle(node.operation)),
    locationOf(node),
    vscode.l10n.t('Send'),
    vscode.l10n.t("Don't Send"),
  );
}

function nameOfRequest(node: RequestNode): string {
  return oneLine(node.kind === 'example' ? node.example.title : nameOfFile(node.uri.path), 80);
}

function locationOf(node: RequestNode): string {
  if (node.kind === 'example') return vscode.l10n.t('Example');
  return node.group.place === 'workspace'
    ? oneLine(vscode.workspace.asRelativePath(node.uri), 200)
    : vscode.l10n.t('Personal snippet');
}
