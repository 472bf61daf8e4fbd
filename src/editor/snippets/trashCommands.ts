import * as vscode from 'vscode';
import { kindOfFile } from '../../kapture/catalogue/registry.ts';
import { kindTitle } from '../shared/texts/kindTitle.ts';
import { confirmAction, namesText } from '../shared/questions/confirmAction.ts';
import { numberText, timeText } from '../shared/texts/localTexts.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { oneDetail, oneLabel, oneLine } from '../shared/texts/plainText.ts';
import { nameOfFile } from './requestName.ts';
import type { RequestStore } from './requestStore.ts';
import type { TrashedSnippet } from './snippetTrash.ts';

/** Asks which deleted snippets to restore. Returns their URIs. */
export async function restoreSnippets(store: RequestStore): Promise<vscode.Uri[]> {
  const snippets = await store.trash.list();
  if (!snippets.length) {
    showTrashEmpty();
    return [];
  }
  const picked = await vscode.window.showQuickPick(
    snippets.map((snippet) => ({
      label: oneLabel(nameOfFile(snippet.file)),
      description: oneDetail(
        [kindTitle(kindOfFile(snippet.file)!), vscode.l10n.t('deleted {0}', timeText(snippet.deletedAt, 'short'))].join(
          ' · ',
        ),
      ),
      snippet,
    })),
    {
      title: vscode.l10n.t('Restore Deleted Snippets'),
      placeHolder: vscode.l10n.t('Select the snippets to restore'),
      canPickMany: true,
    },
  );
  if (!picked?.length) return [];
  return restore(
    picked.map(({ snippet }) => snippet),
    store,
  );
}

/** Restores snippets, and shows a message about those that are no longer in the trash. */
export async function restore(snippets: readonly TrashedSnippet[], store: RequestStore): Promise<vscode.Uri[]> {
  const restored: vscode.Uri[] = [];
  const gone: TrashedSnippet[] = [];
  for (const snippet of snippets) {
    const uri = await store.restoreFromTrash(snippet);
    if (uri) restored.push(uri);
    else gone.push(snippet);
  }
  if (gone.length)
    void showInformation(
      gone.length === 1
        ? vscode.l10n.t('“{0}” is no longer in the snippet trash.', nameOf(gone[0]!))
        : vscode.l10n.t('{0} snippets are no longer in the snippet trash.', numberText(gone.length)),
    );
  return restored;
}

/**
 * Permanently deletes the snippets in the trash, after a question. Snippets that are added during the question stay.
 */
export async function emptyTrash(store: RequestStore): Promise<void> {
  const snippets = await store.trash.list();
  if (!snippets.length) {
    showTrashEmpty();
    return;
  }
  const question =
    snippets.length === 1
      ? vscode.l10n.t('Permanently delete 1 snippet from the trash?')
      : vscode.l10n.t('Permanently delete {0} snippets from the trash?', numberText(snippets.length));
  const detail = namesText(snippets.map(nameOf));
  const remove = vscode.l10n.t('Delete Permanently');
  if (!(await confirmAction(question, detail, remove, vscode.l10n.t("Don't Delete")))) return;
  const count = await store.trash.remove(snippets);
  void showInformation(
    count === 1
      ? vscode.l10n.t('1 snippet was permanently deleted.')
      : vscode.l10n.t('{0} snippets were permanently deleted.', numberText(count)),
  );
}

function showTrashEmpty(): void {
  void showInformation(vscode.l10n.t('The snippet trash is empty.'));
}

function nameOf({ file }: TrashedSnippet): string {
  return oneLine(nameOfFile(file), 80);
}
