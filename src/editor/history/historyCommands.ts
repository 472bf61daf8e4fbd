import * as vscode from 'vscode';
import type { CommandMap } from '../shared/commandMap.ts';
import { readHistoryUri } from '../shared/documents/historyUri.ts';
import { commandRows } from '../shared/questions/commandRows.ts';
import { showHowToSelect } from '../shared/questions/messages.ts';
import type { EntryOrUri, EntryReference } from './entryReference.ts';
import type { HistoryActions } from './historyActions.ts';
import type { historyCommandIds } from './historyCommandIds.ts';
import type { HistoryNode } from './historyNodes.ts';

/** The handlers of commands on entries. */
export type HistoryCommands = Pick<CommandMap, (typeof historyCommandIds)[number]>;

/** `view` has the entries that a command without arguments applies to. */
export function historyCommands(
  actions: HistoryActions,
  view: Pick<vscode.TreeView<HistoryNode>, 'selection'>,
): HistoryCommands {
  /** The exchanges, or also runs, that a command was given, or else those selected in the view. */
  const idsOf = (
    one: EntryReference | undefined,
    all: readonly EntryReference[] | undefined,
    withRuns = false,
  ): readonly number[] => {
    const { rows } = commandRows<EntryReference | HistoryNode>(view, one, all);
    // The selection of a menu can have Show More, too.
    const entries: EntryReference['entry'][] = rows.flatMap((row) => ('entry' in row ? row.entry : []));
    return entries.filter(({ plan }) => withRuns || plan === undefined).map(({ id }) => id);
  };
  const onOne =
    (act: (id: number, asksBeforeWrite: boolean) => unknown) =>
    (one?: EntryOrUri): unknown => {
      const entry = one instanceof vscode.Uri ? entryOf(one) : one;
      const [id, ...others] = idsOf(entry, undefined);
      return id === undefined || others.length
        ? showHowToSelect(vscode.l10n.t('Select one entry in the history first.'))
        : act(id, !entry || entry.asksBeforeWrite === true);
    };
  return {
    'kapture.openHistoryResponse': onOne((id) => actions.openResponse(id)),
    'kapture.openHistoryRequest': onOne((id) => actions.openRequest(id)),
    'kapture.getHistoryCustomer': onOne((id) => actions.getCustomer(id)),
    'kapture.showHistoryHeaders': onOne((id) => actions.showHeaders(id)),
    'kapture.resendFromHistory': onOne((id, asksBeforeWrite) => actions.resend(id, asksBeforeWrite)),
    'kapture.compareResponses': (one, all) => {
      const ids = idsOf(one instanceof vscode.Uri ? entryOf(one) : one, all);
      return ids.length > 1 ? actions.compare(ids) : onOne((id) => actions.compareWithPrevious(id))(one);
    },
    'kapture.deleteHistoryEntry': (one, all) => actions.remove(idsOf(one, all, true), !one),
  };
}

/** The entry that a document of the history shows. */
function entryOf(uri: vscode.Uri): EntryReference | undefined {
  const entry = readHistoryUri(uri);
  return entry && { entry };
}
