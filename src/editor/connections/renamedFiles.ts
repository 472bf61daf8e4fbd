import * as vscode from 'vscode';
import { numberText } from '../shared/texts/localTexts.ts';
import type { Log } from '../shared/log.ts';
import { showInformation, showWarning } from '../shared/questions/messages.ts';
import { oneDetail, oneLabel, oneLine } from '../shared/texts/plainText.ts';
import { withProgress } from '../shared/questions/progress.ts';
import type { ConnectionList } from './connectionList.ts';
import { filesNaming, type NamingFile } from './filesNaming.ts';
import { renameInFile } from './renameInFile.ts';

/** Up to this many files that could not be changed are named. */
const mostNamed = 3;

/** Asks which of the files that name a renamed connection are to have its new name, and changes those. */
export class RenamedFiles {
  readonly #list: ConnectionList;
  readonly #storage: vscode.Uri;
  readonly #log: Log;

  /** `storage` is the extension's. */
  constructor(list: ConnectionList, storage: vscode.Uri, log: Log) {
    this.#list = list;
    this.#storage = storage;
    this.#log = log;
  }

  /** Says that there are such files, without taking the focus: the user may be typing in the settings. */
  async tell(from: string): Promise<void> {
    const to = this.#newName(from);
    const files = to === undefined ? [] : await this.#find(from, to);
    if (to === undefined || !files.length) return;
    await showInformation(
      vscode.l10n.t('The connection {0} was renamed to {1}, but some files still refer to {0}.', from, to),
      { title: vscode.l10n.t('Update Files…'), run: () => this.#askAgain(from) },
    );
  }

  /** Asks once, with all files listed and chosen. Where there are none, nothing is asked, and it resolves to false. */
  async ask(from: string): Promise<boolean> {
    const to = this.#newName(from);
    const files = to === undefined ? [] : await this.#find(from, to);
    if (to === undefined || !files.length) return false;
    const picked = await vscode.window.showQuickPick(files.map(itemOf), {
      title: vscode.l10n.t('Update Files That Refer to {0}', oneLine(from)),
      placeHolder: vscode.l10n.t('The selected files will refer to {0} instead.', oneLine(to)),
      canPickMany: true,
      ignoreFocusOut: true,
      matchOnDescription: true,
    });
    if (!picked?.length) return true;
    // It may have been renamed again while the question was open, or another may have its name by now.
    const now = this.#newName(from);
    if (now === to)
      await this.#change(
        picked.map(({ file }) => file),
        from,
        to,
      );
    else await this.#tellUnchanged(from, now);
    return true;
  }

  #tellUnchanged(from: string, now: string | undefined): Promise<void> {
    return now === undefined
      ? showWarning(vscode.l10n.t('Nothing was changed: {0} is no longer the earlier name of a connection.', from))
      : showWarning(vscode.l10n.t('Nothing was changed: the connection {0} is now named {1}.', from, now), {
          title: vscode.l10n.t('Update Files…'),
          run: () => this.#askAgain(from),
        });
  }

  /** Another window may have updated the files since they were told of, or the connection has its former name again. */
  async #askAgain(from: string): Promise<void> {
    try {
      if (!(await this.ask(from))) await showInformation(vscode.l10n.t('There is nothing left to update.'));
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) throw error;
    }
  }

  async #change(files: readonly NamingFile[], from: string, to: string): Promise<void> {
    const failed: string[] = [];
    let left = files.length;
    await withProgress(vscode.l10n.t('Updating files that refer to {0}', from), async (signal) => {
      for (const { uri } of files) {
        if (signal.aborted) return;
        left--;
        try {
          await renameInFile(uri, from, to);
        } catch (error) {
          if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') continue;
          this.#log.error(`${uri.path} could not be changed.`, error);
          failed.push(nameOf(uri));
        }
      }
    });
    if (left)
      void showWarning(
        left === 1
          ? vscode.l10n.t('The update was cancelled. 1 file still refers to {0}.', from)
          : vscode.l10n.t('The update was cancelled. {0} files still refer to {1}.', numberText(left), from),
      );
    if (!failed.length) return;
    const names = [...failed.slice(0, mostNamed), ...(failed.length > mostNamed ? ['…'] : [])].join(', ');
    await showWarning(vscode.l10n.t('These files could not be changed and still refer to {0}: {1}', from, names), {
      title: vscode.l10n.t('Show Log'),
      run: () => this.#log.show(),
    });
  }

  #find(from: string, to: string): Promise<readonly NamingFile[]> {
    return withProgress(vscode.l10n.t('Searching for files that refer to {0}', from), (signal) =>
      filesNaming(from, to, this.#storage, this.#log, signal),
    );
  }

  /** Undefined if it has none: a connection of that name is there, or the renamed one is gone. */
  #newName(from: string): string | undefined {
    const to = this.#list.currentName(from);
    return to === from ? undefined : to;
  }
}

interface FileItem extends vscode.QuickPickItem {
  readonly file: NamingFile;
}

function itemOf(file: NamingFile): FileItem {
  return { label: oneLabel(nameOf(file.uri)), description: oneDetail(placeOf(file)), picked: true, file };
}

function nameOf({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function placeOf({ uri, isPersonal }: NamingFile): string {
  if (isPersonal) return vscode.l10n.t('Personal snippet');
  if (uri.scheme === 'untitled') return vscode.l10n.t('Not saved yet');
  const path = vscode.workspace.asRelativePath(uri);
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) || vscode.workspace.getWorkspaceFolder(uri)?.name || '';
}
