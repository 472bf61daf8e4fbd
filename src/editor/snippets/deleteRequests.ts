import * as vscode from 'vscode';
import type { Baseline } from '../../kapture/compare/baselineFiles.ts';
import { confirmAction, namesText } from '../shared/questions/confirmAction.ts';
import { showError, showInformation } from '../shared/questions/messages.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { SnippetPorts } from './ports.ts';
import { nameOfFile } from './requestName.ts';
import type { DeletedFile, RequestStore } from './requestStore.ts';
import { restore } from './trashCommands.ts';

/** What a deletion of request files needs. */
export interface DeletePorts extends Pick<SnippetPorts, 'compare' | 'log'> {
  readonly store: RequestStore;
  /** Selects a restored file in the view. */
  readonly show: (uri: vscode.Uri) => Promise<void>;
}

/**
 * Deletes request files and their baselines, closes their editors, and offers to undo it. Asks before files that cannot
 * be moved to the trash are deleted, unless the user has confirmed the deletion.
 */
export async function deleteRequests(
  uris: readonly vscode.Uri[],
  isConfirmed: boolean,
  ports: DeletePorts,
): Promise<void> {
  const deleted: DeletedFile[] = [];
  let baselines: readonly Baseline[] = [];
  try {
    const kept: vscode.Uri[] = [];
    for (const uri of uris) {
      const file = await ports.store.delete(uri);
      if (file) deleted.push(file);
      else kept.push(uri);
    }
    if (kept.length && (isConfirmed || (await confirmPermanent(kept))))
      for (const uri of kept) deleted.push(await ports.store.deletePermanently(uri));
    await closeEditors(deleted.map(({ uri }) => uri));
    // VS Code tells only about the files that users delete in its own views.
    baselines = await (await ports.compare.open()).baselines.forget(deleted.map(({ uri }) => uri));
  } finally {
    // Also if a later file could not be deleted, so that the earlier ones can be restored.
    if (deleted.length) void offerUndo(deleted, baselines, ports);
  }
}

/** Asks before files are deleted that cannot be moved to the trash. */
function confirmPermanent(uris: readonly vscode.Uri[]): Promise<boolean> {
  const names = uris.map(({ path }) => oneLine(nameOfFile(path), 80));
  const question =
    names.length === 1
      ? vscode.l10n.t('“{0}” cannot be moved to the trash. Delete it permanently?', names[0]!)
      : vscode.l10n.t('{0} requests cannot be moved to the trash. Delete them permanently?', numberText(names.length));
  const remove = vscode.l10n.t('Delete Permanently');
  return confirmAction(question, names.length === 1 ? '' : namesText(names), remove, vscode.l10n.t("Don't Delete"));
}

async function offerUndo(
  deleted: readonly DeletedFile[],
  baselines: readonly Baseline[],
  { store, compare, log, show }: DeletePorts,
): Promise<void> {
  const what =
    deleted.length === 1
      ? vscode.l10n.t('“{0}” was deleted.', nameOfFile(deleted[0]!.uri.path))
      : vscode.l10n.t('{0} requests were deleted.', numberText(deleted.length));
  await showInformation([what, ...locationSentences(deleted)].join(' '), log, {
    title: vscode.l10n.t('Undo'),
    run: async () => {
      try {
        const restored = [
          ...(await restore(
            deleted.flatMap(({ trashed }) => trashed ?? []),
            store,
          )),
        ];
        for (const file of deleted) if (!file.trashed) restored.push(await store.restore(file));
        await (await compare.open()).baselines.restore(baselines, restored);
        for (const uri of restored) await show(uri);
      } catch (error) {
        void showError(log, vscode.l10n.t('Not restored: {0}', error instanceof Error ? error.message : String(error)));
      }
    },
  });
}

/** Sentences that say where the deleted files are now. */
function locationSentences(deleted: readonly DeletedFile[]): string[] {
  const sentences: string[] = [];
  if (deleted.some(({ trashed }) => trashed)) {
    const isSingle = deleted.length === 1;
    sentences.push(
      isSingle
        ? vscode.l10n.t('It is in the snippet trash.')
        : vscode.l10n.t('Personal snippets are in the snippet trash.'),
    );
  }
  if (deleted.some(({ isPermanent }) => isPermanent))
    sentences.push(vscode.l10n.t('Only Undo can restore what was permanently deleted.'));
  return sentences;
}

/** Closes the editors of files, except those with unsaved changes. */
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
