import * as vscode from 'vscode';
import { hasNamedRequests } from '../../kapture/catalogue/registry.ts';
import { SendAll } from './sendAll/sendAll.ts';
import type { CommandMap } from '../shared/commandMap.ts';
import { runCommand } from '../shared/commands.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation, showWarning } from '../shared/questions/messages.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { commandRows } from '../shared/questions/commandRows.ts';
import { tellToSelect } from '../shared/questions/tellToSelect.ts';
import { confirmDelete, confirmSend, nameOfRequest } from './confirmRequests.ts';
import { deleteRequests } from './deleteRequests.ts';
import { exampleAt } from './exampleDocuments.ts';
import { askRequestName } from './askRequestName.ts';
import { isSelectedSoon } from './isSelectedSoon.ts';
import { PersonalFiles } from './personalFiles.ts';
import { RequestFiles } from './requestFiles.ts';
import { nameOfFile } from './requestName.ts';
import { dropRequests } from './requestsDrop.ts';
import { RequestSelection } from './requestSelection.ts';
import { RequestStore, folderOf, uriOf } from './requestStore.ts';
import type { RequestsNode } from './requestNodes.ts';
import { RequestsTree } from './requestsTree.ts';
import { folderLabel, folderToSend, namedRequestsIn, requestsIn } from './requestFolders.ts';
import { saveSnippet } from './saveSnippet.ts';
import { emptyTrash, restoreSnippets } from './trashCommands.ts';
import { SnippetTrash } from './snippetTrash.ts';
import type { SnippetPorts } from './ports.ts';
import type { SnippetCommand } from './snippetCommands.ts';
import type { SnippetArgument } from './snippetArgument.ts';
import { snippetSource } from './snippetSource.ts';

/** The Requests view and its commands. */
export class SnippetsView implements vscode.Disposable {
  readonly #view: vscode.TreeView<RequestsNode>;
  readonly #ports: SnippetPorts;
  readonly #log: Log;
  readonly #sendAll: SendAll;
  readonly #selection: RequestSelection;
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
    this.#selection = new RequestSelection(view, () => this.refresh());
    this.#personal = new PersonalFiles(storage);
    this.#store = new RequestStore(this.files, this.#personal, new SnippetTrash(storage.fsPath));
    this.tree = new RequestsTree(this.files, this.#personal, ports.targets);
    this.#subscriptions = vscode.Disposable.from(
      this.files,
      this.#personal,
      this.tree,
      this.tree.onDidChangeTreeData((node) => changed.fire(node)),
    );
  }

  /** The commands of the view. */
  readonly handlers: Pick<CommandMap, SnippetCommand> = {
    'kapture.saveAsSnippet': (what) => this.save(what),
    'kapture.openRequest': (node) => this.openRequest(node),
    'kapture.sendFromView': (node) => this.send(node),
    'kapture.sendAllInFolder': (node) => this.sendAllInFolder(node),
    'kapture.sendAllInFile': (uri) => this.sendAllInFile(uri),
    'kapture.continueSendAll': () => this.#sendAll.continue(),
    'kapture.showSendAllResults': () => this.#sendAll.showResults(),
    'kapture.renameRequest': (node) => this.rename(node),
    'kapture.duplicateRequest': (node) => this.duplicate(node),
    'kapture.deleteRequest': (node, all) => this.delete(node, all),
    'kapture.revealRequest': (node) => this.reveal(node, 'revealInExplorer'),
    'kapture.revealRequestInOs': (node) => this.reveal(node, 'revealFileInOS'),
    'kapture.copyRequestPath': (node, all) => this.copyPath(node, all),
    'kapture.showMoreRequests': (node) => this.tree.showMore(node),
    'kapture.restoreSnippets': () => this.restoreSnippets(),
    'kapture.emptySnippetTrash': () => this.emptyTrash(),
    'kapture.refreshRequests': () => this.refresh(),
  };

  /** The request files, for other features that read or write them. */
  get saved(): { readonly store: RequestStore; readonly files: RequestFiles; readonly personal: PersonalFiles } {
    return { store: this.#store, files: this.files, personal: this.#personal };
  }

  /** The text of an example's document. */
  exampleText(uri: vscode.Uri): string {
    return exampleAt(uri)?.text ?? vscode.l10n.t('This example no longer exists.');
  }

  /** Moves or copies the nodes that were dropped on a node. */
  async drop(dragged: readonly RequestsNode[] | undefined, target: RequestsNode | undefined): Promise<void> {
    try {
      const moved = await dropRequests(dragged ?? [], target, this.#store);
      const last = moved.at(-1);
      if (last) await this.#show(last);
    } catch (error) {
      void showError(
        this.#log,
        vscode.l10n.t('Not moved: {0}', error instanceof Error ? error.message : String(error)),
      );
    }
  }

  /** Saves the request of a command's argument, or of the active editor. */
  async save(argument: SnippetArgument | undefined): Promise<void> {
    const source = await snippetSource(
      argument,
      (uri) => this.#ports.responses.exchangeOf(uri),
      (document) => this.#ports.requests.namedRequest(document),
    );
    if (source === 'unknown') {
      void showWarning(
        vscode.l10n.t(
          'There is no request to save here. Open a request, its response or any JSON document, then try again.',
        ),
      );
      return;
    }
    const uri = source && (await saveSnippet(source, this.#store, this.files, this.#personal));
    if (uri) await this.#openAndShow(uri);
  }

  async openRequest(row: RequestsNode | undefined): Promise<void> {
    const node = await this.#selection.request(row);
    if (node) await vscode.window.showTextDocument(node.uri, { preview: true });
  }

  /** Also opens the request, because Kapture's failures are shown in its editor. Of a file with several, sends all. */
  async send(row: RequestsNode | undefined): Promise<void> {
    const node = await this.#selection.request(row);
    if (!node || !(row || (await confirmSend(node)))) return;
    if (node.operation === 'requests') {
      await this.sendAllInFile(node.uri);
      return;
    }
    await vscode.window.showTextDocument(node.uri, { preview: true, preserveFocus: true });
    await runCommand('kapture.sendRequest', node.uri);
  }

  /** Sends the requests of a folder: that of a row, or the one that the user picks. */
  async sendAllInFolder(row: RequestsNode | undefined): Promise<void> {
    const folder = row?.kind === 'file' ? folderOf(row.uri) : await folderToSend(row, this.files, this.#personal);
    if (!folder) return;
    const files = await requestsIn(folder);
    if (!files.length) {
      void showInformation(vscode.l10n.t('There are no requests in this folder.'));
      return;
    }
    await this.#sendAll.start(folderLabel(folder, this.#personal), files);
  }

  /** Sends the requests of a file with several: of the given one, or that in the active editor. */
  async sendAllInFile(uri = vscode.window.activeTextEditor?.document.uri): Promise<void> {
    if (!uri || !hasNamedRequests(uri.path)) {
      void showInformation(vscode.l10n.t('Open a file with several requests first.'));
      return;
    }
    const document = await vscode.workspace.openTextDocument(uri);
    const files = namedRequestsIn(document);
    if (files.length) await this.#sendAll.start(uri.path.split('/').at(-1)!, files);
    // Says why there are none.
    else await this.#ports.requests.namedRequest(document);
  }

  async rename(row: RequestsNode | undefined): Promise<void> {
    const node = await this.#selection.file(row);
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
    const node = await this.#selection.request(row);
    if (node?.kind === 'example') await this.save(node);
    else if (node) await this.#openAndShow(await this.#store.copy(node.uri, folderOf(node.uri)));
  }

  /** Deletes the rows of a menu, or else the selected rows after a question. */
  async delete(node: RequestsNode | undefined, all: readonly RequestsNode[] | undefined): Promise<void> {
    const { rows, isExplicit } = commandRows(this.#view, node, all);
    const selected = rows.filter((row) => row.kind === 'file');
    if (!selected.length) {
      tellToSelect(vscode.l10n.t('Select workspace requests or personal snippets first.'));
      return;
    }
    const files = await this.#selection.existing(selected);
    if (!files.length || !(isExplicit || (await confirmDelete(files)))) return;
    const existing = await this.#selection.existing(files);
    await deleteRequests(
      existing.map(({ uri }) => uri),
      !isExplicit,
      { compare: this.#ports.compare, log: this.#log, store: this.#store, show: (uri) => this.#show(uri) },
    );
  }

  async reveal(row: RequestsNode | undefined, command: 'revealInExplorer' | 'revealFileInOS'): Promise<void> {
    const node = await this.#selection.file(row);
    if (node) await vscode.commands.executeCommand(command, node.uri);
  }

  async copyPath(row: RequestsNode | undefined, all: readonly RequestsNode[] | undefined): Promise<void> {
    const paths = commandRows(this.#view, row, all).rows.flatMap((node) =>
      node.kind === 'file' ? node.uri.fsPath : [],
    );
    if (!paths.length) {
      tellToSelect(vscode.l10n.t('Select workspace requests or personal snippets first.'));
      return;
    }
    await vscode.env.clipboard.writeText(paths.join('\n'));
    vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', oneLabel(paths.join(', '))), 3000);
  }

  async restoreSnippets(): Promise<void> {
    for (const uri of await restoreSnippets(this.#store)) await this.#show(uri);
  }

  async emptyTrash(): Promise<void> {
    await emptyTrash(this.#store);
  }

  refresh(): void {
    this.files.refresh();
    this.#personal.refresh();
  }

  async #openAndShow(uri: vscode.Uri): Promise<void> {
    await vscode.window.showTextDocument(uri, { preview: false });
    await this.#show(uri);
  }

  /** Selects a file in the view, if the view is visible and shows the file. */
  async #show(uri: vscode.Uri): Promise<void> {
    if (!this.#view.visible) return;
    for (const group of await this.tree.getChildren()) await this.tree.getChildren(group);
    const node = this.tree.find(uri);
    if (!node) return;
    try {
      await this.#view.reveal(node, { select: true, focus: false });
      // VS Code loses the selection if it refreshes the view at the same time, as after a move between groups.
      if (!(await isSelectedSoon(this.#view, node))) await this.#view.reveal(node, { select: true, focus: false });
    } catch (error) {
      // The command itself has succeeded. Only the row could not be revealed.
      this.#log.error(`${uri.path} could not be selected in the view.`, error);
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
