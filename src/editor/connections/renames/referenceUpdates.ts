import * as vscode from 'vscode';
import { numberText } from '../../shared/texts/localTexts.ts';
import type { Log } from '../../shared/log.ts';
import { showInformation, showWarning } from '../../shared/questions/messages.ts';
import { oneDetail, oneLabel, oneLine } from '../../shared/texts/plainText.ts';
import { withProgress } from '../../shared/questions/progress.ts';
import type { ConnectionList } from '../connectionList.ts';
import type { ConnectionRename } from './connectionRename.ts';
import { findReferencingFiles, type ReferencingFile } from './findReferencingFiles.ts';
import { renameInFile } from './renameInFile.ts';

/** Looks up the new name of a renamed connection. Undefined if files must not be changed to it. */
type NewName = () => string | undefined;

/** Files that could not be changed are listed in a message up to this number. */
const maximumListed = 3;

/** Lets the user choose which of the files that name a renamed connection to update, and updates them. */
export class ReferenceUpdates {
  readonly #list: ConnectionList;
  readonly #storage: vscode.Uri;
  readonly #log: Log;

  /** `storage` is the extension's global storage folder. */
  constructor(list: ConnectionList, storage: vscode.Uri, log: Log) {
    this.#list = list;
    this.#storage = storage;
    this.#log = log;
  }

  /**
   * Shows a notification if there are such files. It does not take the focus: the user may be typing in the settings.
   * `isReused` is set if another connection has the former name now.
   */
  async notify(rename: ConnectionRename, isReused = false): Promise<void> {
    const { from } = rename;
    const newName = isReused
      ? () => (this.#list.isCurrent(rename) ? rename.to : undefined)
      : () => this.#newNameOf(from);
    const to = newName();
    const files = to === undefined ? [] : await this.#find(from, to);
    if (to === undefined || !files.length) return;
    await showInformation(
      isReused
        ? vscode.l10n.t(
            'The connection {0} was renamed to {1}, and another connection is now named {0}. Some files still refer to {0}.',
            from,
            to,
          )
        : vscode.l10n.t('The connection {0} was renamed to {1}, but some files still refer to {0}.', from, to),
      this.#log,
      { title: vscode.l10n.t('Update Files…'), run: () => this.#askAgain(from, newName) },
    );
  }

  /** Lists the files, all selected, and updates the chosen ones. Resolves to false if there are none. */
  async ask(from: string, newName: NewName = () => this.#newNameOf(from)): Promise<boolean> {
    const to = newName();
    const files = to === undefined ? [] : await this.#find(from, to);
    if (to === undefined || !files.length) return false;
    const picked = await vscode.window.showQuickPick(files.map(fileItem), {
      title: vscode.l10n.t('Update Files That Refer to {0}', oneLine(from)),
      placeHolder: vscode.l10n.t('The selected files will refer to {0} instead.', oneLine(to)),
      canPickMany: true,
      ignoreFocusOut: true,
      matchOnDescription: true,
    });
    if (!picked?.length) return true;
    // The connection may have been renamed again while the list was open, or another may use its former name.
    const current = newName();
    if (current === to)
      await this.#update(
        picked.map(({ file }) => file),
        from,
        to,
      );
    else await this.#warnUnchanged(from, current);
    return true;
  }

  #warnUnchanged(from: string, newName: string | undefined): Promise<void> {
    return newName === undefined
      ? showWarning(vscode.l10n.t('Nothing was changed: {0} is no longer a previous name of any connection.', from))
      : showWarning(
          vscode.l10n.t('Nothing was changed: the connection {0} is now named {1}.', from, newName),
          this.#log,
          {
            title: vscode.l10n.t('Update Files…'),
            run: () => this.#askAgain(from, () => this.#newNameOf(from)),
          },
        );
  }

  /** Another window may have updated the files since the notification, or the connection has its former name again. */
  async #askAgain(from: string, newName: NewName): Promise<void> {
    try {
      if (!(await this.ask(from, newName))) await showInformation(vscode.l10n.t('There is nothing left to update.'));
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) throw error;
    }
  }

  async #update(files: readonly ReferencingFile[], from: string, to: string): Promise<void> {
    const failed: string[] = [];
    let remaining = files.length;
    await withProgress(vscode.l10n.t('Updating files that refer to {0}', from), async (signal) => {
      for (const { uri } of files) {
        if (signal.aborted) return;
        remaining--;
        try {
          await renameInFile(uri, from, to);
        } catch (error) {
          if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') continue;
          this.#log.error(`${uri.path} could not be changed.`, error);
          failed.push(fileName(uri));
        }
      }
    });
    if (remaining)
      void showWarning(
        remaining === 1
          ? vscode.l10n.t('The update was canceled. 1 file still refers to {0}.', from)
          : vscode.l10n.t('The update was canceled. {0} files still refer to {1}.', numberText(remaining), from),
      );
    if (!failed.length) return;
    const names = [...failed.slice(0, maximumListed), ...(failed.length > maximumListed ? ['…'] : [])].join(', ');
    await showWarning(
      vscode.l10n.t('These files could not be changed and still refer to {0}: {1}', from, names),
      this.#log,
      {
        title: vscode.l10n.t('Show Log'),
        run: () => this.#log.show(),
      },
    );
  }

  #find(from: string, to: string): Promise<readonly ReferencingFile[]> {
    return withProgress(vscode.l10n.t('Searching for files that refer to {0}', from), (signal) =>
      findReferencingFiles(from, to, this.#storage, this.#log, signal),
    );
  }

  /** Undefined if the connection was not renamed, no longer exists, or the name is in use again. */
  #newNameOf(from: string): string | undefined {
    const to = this.#list.currentName(from);
    return to === from ? undefined : to;
  }
}

interface FileItem extends vscode.QuickPickItem {
  readonly file: ReferencingFile;
}

function fileItem(file: ReferencingFile): FileItem {
  return { label: oneLabel(fileName(file.uri)), description: oneDetail(location(file)), picked: true, file };
}

function fileName({ path }: vscode.Uri): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function location({ uri, isPersonal }: ReferencingFile): string {
  if (isPersonal) return vscode.l10n.t('Personal snippet');
  if (uri.scheme === 'untitled') return vscode.l10n.t('Not saved yet');
  const path = vscode.workspace.asRelativePath(uri);
  return path.slice(0, Math.max(0, path.lastIndexOf('/'))) || vscode.workspace.getWorkspaceFolder(uri)?.name || '';
}
