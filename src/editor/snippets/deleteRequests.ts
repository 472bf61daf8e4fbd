import * as vscode from 'vscode';
import type { Baseline } from '../../kapture/compare/baselineFiles.ts';
import { showError, showInformation } from '../shared/questions/messages.ts';
import { numberText } from '../shared/texts/localTexts.ts';
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

/** Deletes request files and their baselines, closes their editors, and offers to undo it. */
export async function deleteRequests(uris: readonly vscode.Uri[], ports: DeletePorts): Promise<void> {
  const deleted: DeletedFile[] = [];
  let baselines: readonly Baseline[] = [];
  try {
    for (const uri of uris) deleted.push(await ports.store.delete(uri));
    await closeEditors(deleted.map(({ uri }) => uri));
    // VS Code tells only about the files that users delete in its own views.
    baselines = await (await ports.compare.open()).baselines.forget(deleted.map(({ uri }) => uri));
  } finally {
    // Also if a later file could not be deleted, so that the earlier ones can be restored.
    if (deleted.length) void offerUndo(deleted, baselines, ports);
  }
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
    sentences.push(vscode.l10n.t('The trash is not available here. Only Undo can restore what was deleted.'));
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
