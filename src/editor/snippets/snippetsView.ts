import * as vscode from 'vscode';
import { runCommand } from '../shared/commands.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import type { Log } from '../shared/log.ts';
import { showError, showInformation, showWarning } from '../shared/questions/messages.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { rowsMeant } from '../shared/questions/rowsMeant.ts';
import { confirmDelete, confirmSend, nameOfRequest } from './confirmRequests.ts';
import { exampleAt } from './exampleDocuments.ts';
import { askName } from './nameInput.ts';
import { PersonalFiles } from './personalFiles.ts';
import { RequestFiles } from './requestFiles.ts';
import { nameOfFile } from './requestName.ts';
import { dropRequests } from './requestsDrop.ts';
import { RequestStore, exists, folderOf, uriOf, type DeletedFile } from './requestStore.ts';
import type { FileNode, RequestNode, RequestsNode } from './requestNodes.ts';
import { RequestsTree } from './requestsTree.ts';
import { saveSnippet } from './saveSnippet.ts';
import { emptyTrash, restore, restoreSnippets } from './trashCommands.ts';
import { SnippetTrash } from './snippetTrash.ts';
import type { SnippetArgument } from './snippetArgument.ts';
import { snippetSource, type ExchangeOf } from './snippetSource.ts';

/** What is done in and from the requests view. */
export class SnippetsView implements vscode.Disposable {
  readonly #view: vscode.TreeView<RequestsNode>;
  readonly #exchangeOf: ExchangeOf;
  readonly #log: Log;
  readonly files = new RequestFiles();
  readonly #personal: PersonalFiles;
  readonly #store: RequestStore;
  readonly tree: RequestsTree;
  readonly #subscriptions: vscode.Disposable;

  /** `changed` is the event that the view listens to, `storage` the extension's folder for what belongs to no workspace. */
  constructor(
    view: vscode.TreeView<RequestsNode>,
    changed: vscode.EventEmitter<RequestsNode | undefined>,
    storage: vscode.Uri,
    exchangeOf: ExchangeOf,
    log: Log,
  ) {
    this.#view = view;
    this.#exchangeOf = exchangeOf;
    this.#log = log;
    this.#personal = new PersonalFiles(storage);
    this.#store = new RequestStore(this.files, this.#personal, new SnippetTrash(storage.fsPath));
    this.tree = new RequestsTree(this.files, this.#personal);
    this.#subscriptions = vscode.Disposable.from(
      this.files,
      this.#personal,
      this.tree,
      this.tree.onDidChangeTreeData((node) => changed.fire(node)),
    );
  }

  /** The one row that a command is about, if it is a request that is there still; else says why it does nothing. */
  async #one(row: RequestsNode | undefined): Promise<RequestNode | undefined> {
    const { rows } = rowsMeant(this.#view, row);
    const [node] = rows;
    if (rows.length !== 1 || !isRequest(node)) {
      void showInformation(vscode.l10n.t('Select one request in the Requests view first.'));
      return undefined;
    }
    const [there] = await this.#present([node]);
    return there;
  }

  /** The same for what only files have, such as a name. */
  async #oneFile(row: RequestsNode | undefined): Promise<FileNode | undefined> {
    const node = await this.#one(row);
    if (node?.kind !== 'example') return node;
    void showInformation(vscode.l10n.t('An example cannot be changed. Save it as a snippet first.'));
    return undefined;
  }

  /** Those whose files are there still; says which are not. */
  async #present<Node extends RequestNode>(nodes: readonly Node[]): Promise<Node[]> {
    const present: Node[] = [];
    const gone: Node[] = [];
    for (const node of nodes) (node.kind === 'example' || (await exists(node.uri)) ? present : gone).push(node);
    const [first] = gone;
    if (first) {
      this.refresh();
      void showInformation(
        gone.length === 1
          ? vscode.l10n.t('“{0}” no longer exists.', nameOfRequest(first))
          : vscode.l10n.t('{0} requests no longer exist.', numberText(gone.length)),
      );
    }
    return present;
  }

  /** What an example's document holds. */
  exampleText(uri: vscode.Uri): string {
    return exampleAt(uri)?.text ?? vscode.l10n.t('This example no longer exists.');
  }

  /** Moves or copies what was dropped on a node. */
  async drop(dragged: readonly RequestsNode[] | undefined, target: RequestsNode | undefined): Promise<void> {
    try {
      const landed = await dropRequests(dragged ?? [], target, this.#store);
      const last = landed.at(-1);
      if (last) await this.#show(last);
    } catch (error) {
      void showError(
        this.#log,
        vscode.l10n.t('Not moved: {0}', error instanceof Error ? error.message : String(error)),
      );
    }
  }

  /** Keeps the request that a command was given, or that is open. */
  async save(argument: SnippetArgument | undefined): Promise<void> {
    const source = await snippetSource(argument, this.#exchangeOf);
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
    const node = await this.#one(row);
    if (node) await vscode.window.showTextDocument(node.uri, { preview: true });
  }

  /** Opens it too: what Kapture says of it is marked in its text. */
  async send(row: RequestsNode | undefined): Promise<void> {
    const node = await this.#one(row);
    if (!node || !(row || (await confirmSend(node)))) return;
    await vscode.window.showTextDocument(node.uri, { preview: true, preserveFocus: true });
    await runCommand('kapture.sendRequest', node.uri);
  }

  async rename(row: RequestsNode | undefined): Promise<void> {
    const node = await this.#oneFile(row);
    if (!node) return;
    const { uri, operation } = node;
    const [folder, value] = [folderOf(uri), nameOfFile(uri.path)];
    const title = vscode.l10n.t('Rename Request “{0}”', nameOfRequest(node));
    const name = await askName({ title, value, operation, folder });
    if (name === undefined || name === value) return;
    await this.#show(await this.#store.rename(uri, uriOf(folder, name, operation)));
  }

  /** Beside the original; of an example there is none to be beside, so it asks where. */
  async duplicate(row: RequestsNode | undefined): Promise<void> {
    const node = await this.#one(row);
    if (node?.kind === 'example') await this.save(node);
    else if (node) await this.#openAndShow(await this.#store.copy(node.uri, folderOf(node.uri)));
  }

  /** All that are selected, where the command comes with them; asks where it comes with none. */
  async delete(node: RequestsNode | undefined, all: readonly RequestsNode[] | undefined): Promise<void> {
    const { rows, areNamed } = rowsMeant(this.#view, node, all);
    const selected = rows.filter((row) => row.kind === 'file');
    if (!selected.length) {
      void showInformation(vscode.l10n.t('Select requests of the workspace or personal snippets first.'));
      return;
    }
    const files = await this.#present(selected);
    if (!files.length || !(areNamed || (await confirmDelete(files)))) return;
    const deleted: DeletedFile[] = [];
    try {
      for (const { uri } of await this.#present(files)) deleted.push(await this.#store.delete(uri));
      await closeEditors(deleted.map(({ uri }) => uri));
    } finally {
      // Also where one in the middle could not be deleted: those before it can come back.
      if (deleted.length) void this.#offerUndo(deleted);
    }
  }

  async #offerUndo(deleted: readonly DeletedFile[]): Promise<void> {
    const what =
      deleted.length === 1
        ? vscode.l10n.t('“{0}” was deleted.', nameOfFile(deleted[0]!.uri.path))
        : vscode.l10n.t('{0} requests were deleted.', numberText(deleted.length));
    await showInformation([what, ...whereabouts(deleted)].join(' '), {
      title: vscode.l10n.t('Undo'),
      run: async () => {
        try {
          const snippets = deleted.flatMap(({ trashed }) => trashed ?? []);
          for (const uri of await restore(snippets, this.#store)) await this.#show(uri);
          for (const file of deleted) if (!file.trashed) await this.#show(await this.#store.restore(file));
        } catch (error) {
          void showError(
            this.#log,
            vscode.l10n.t('Not restored: {0}', error instanceof Error ? error.message : String(error)),
          );
        }
      },
    });
  }

  async reveal(row: RequestsNode | undefined, command: 'revealInExplorer' | 'revealFileInOS'): Promise<void> {
    const node = await this.#oneFile(row);
    if (node) await vscode.commands.executeCommand(command, node.uri);
  }

  async copyPath(row: RequestsNode | undefined, all: readonly RequestsNode[] | undefined): Promise<void> {
    const paths = rowsMeant(this.#view, row, all).rows.flatMap((node) => (node.kind === 'file' ? node.uri.fsPath : []));
    if (!paths.length) {
      void showInformation(vscode.l10n.t('Select requests of the workspace or personal snippets first.'));
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

  /** Selects a file in the view, if that is to be seen and the file is on a page that it shows. */
  async #show(uri: vscode.Uri): Promise<void> {
    if (!this.#view.visible) return;
    for (const group of await this.tree.getChildren()) await this.tree.getChildren(group);
    const node = this.tree.find(uri);
    if (!node) return;
    try {
      await this.#view.reveal(node, { select: true, focus: false });
    } catch (error) {
      // The work is done; only the row was on its way somewhere else.
      this.#log.error(`${uri.path} could not be selected in the view.`, error);
    }
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** Where deleted files are now, in sentences. */
function whereabouts(deleted: readonly DeletedFile[]): string[] {
  const trash = deleted.every(({ trashed }) => !trashed)
    ? undefined
    : deleted.length === 1
      ? vscode.l10n.t('It is in the snippet trash.')
      : vscode.l10n.t('Personal snippets are in the snippet trash.');
  const gone = deleted.some(({ isGone }) => isGone)
    ? vscode.l10n.t('The trash is not available here. Only Undo can restore what was deleted.')
    : undefined;
  return [trash, gone].filter((sentence) => sentence !== undefined);
}

function isRequest(node: RequestsNode | undefined): node is RequestNode {
  return node?.kind === 'file' || node?.kind === 'example';
}

/** Those with unsaved changes stay. */
async function closeEditors(uris: readonly vscode.Uri[]): Promise<void> {
  const paths = new Set(uris.map(String));
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  await vscode.window.tabGroups.close(
    tabs.filter(
      ({ input, isDirty }) => !isDirty && input instanceof vscode.TabInputText && paths.has(input.uri.toString()),
    ),
    true,
  );
}
