import * as vscode from 'vscode';
import { changedFields, type ChangedField } from '../../kapture/update/changedFields.ts';
import { isBlank, plainValue } from '../../kapture/update/fieldValue.ts';
import { isEditUri } from '../shared/documents/editUri.ts';
import { showInformation } from '../shared/questions/messages.ts';
import { inlineCode } from '../shared/texts/plainText.ts';
import type { EditStore } from './editStore.ts';

/**
 * Marks the changed fields of customers' documents at the left edge of their lines, in the colors of VS Code's Quick
 * Diff. VS Code's own Quick Diff needs a source control, which extensions cannot hide from the Source Control view.
 */
export class ChangeMarks implements vscode.Disposable {
  readonly #store: EditStore;
  readonly #changed = markType('modified');
  readonly #added = markType('added');
  readonly #subscriptions: vscode.Disposable;

  constructor(store: EditStore) {
    this.#store = store;
    const showIn = ({ uri }: vscode.TextDocument): void => {
      if (isEditUri(uri)) this.#show(vscode.window.visibleTextEditors.filter((editor) => isOf(editor, uri)));
    };
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      this.#added,
      vscode.window.onDidChangeVisibleTextEditors((editors) => this.#show(editors)),
      vscode.workspace.onDidOpenTextDocument(showIn),
      vscode.workspace.onDidChangeTextDocument(({ document }) => showIn(document)),
      // A save makes the stored values the original ones.
      vscode.workspace.onDidSaveTextDocument(showIn),
    );
    this.#show(vscode.window.visibleTextEditors);
  }

  #show(editors: readonly vscode.TextEditor[]): void {
    for (const editor of editors) {
      const { document } = editor;
      if (!isEditUri(document.uri)) continue;
      const fields = this.fieldsOf(document);
      const marks = (isAdded: boolean): vscode.DecorationOptions[] =>
        fields.filter(({ before }) => (before === undefined) === isAdded).map((field) => mark(document, field));
      editor.setDecorations(this.#changed, marks(false));
      editor.setDecorations(this.#added, marks(true));
    }
  }

  /** The changed fields of a document. None if its original record is lost. */
  fieldsOf(document: vscode.TextDocument): ChangedField[] {
    const base = this.#store.load(document.uri)?.base;
    return base ? changedFields(document.getText(), base) : [];
  }

  /** Restores the original value of a field; by default, of the one on the line of the cursor. */
  async revert(place: RevertedField | undefined): Promise<void> {
    const active = vscode.window.activeTextEditor;
    const document = place
      ? vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === place.uri)
      : active?.document;
    if (!document || !isEditUri(document.uri)) {
      void showInformation(vscode.l10n.t('Open an edited customer first.'));
      return;
    }
    const isMeant = (changed: ChangedField): boolean =>
      place
        ? changed.field === place.field
        : rangeOf(document, changed).intersection(active!.selection.with({ end: active!.selection.start })) !==
          undefined;
    const field = this.fieldsOf(document).find((changed) => changed.before !== undefined && isMeant(changed));
    if (field?.before === undefined) {
      vscode.window.setStatusBarMessage(vscode.l10n.t('This line has no changed value to revert.'), 3000);
      return;
    }
    const edit = new vscode.WorkspaceEdit();
    const { offset, length } = field.value;
    edit.replace(
      document.uri,
      new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)),
      field.before,
    );
    await vscode.workspace.applyEdit(edit);
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** A field of a document, which a link in a hover names. */
export interface RevertedField {
  readonly uri: string;
  readonly field: string;
}

function isOf({ document }: vscode.TextEditor, uri: vscode.Uri): boolean {
  return document.uri.toString() === uri.toString();
}

function markType(kind: 'modified' | 'added'): vscode.TextEditorDecorationType {
  return vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    borderStyle: 'solid',
    borderWidth: '0 0 0 3px',
    borderColor: new vscode.ThemeColor(`editorGutter.${kind}Background`),
    overviewRulerColor: new vscode.ThemeColor(`editorOverviewRuler.${kind}Foreground`),
    overviewRulerLane: vscode.OverviewRulerLane.Left,
  });
}

/** The lines of a field's value. */
function rangeOf(document: vscode.TextDocument, { value }: ChangedField): vscode.Range {
  const start = document.positionAt(value.offset);
  return document
    .lineAt(start.line)
    .range.with({ start: start.with({ character: 0 }) })
    .union(document.lineAt(document.positionAt(value.offset + value.length).line).range);
}

function mark(document: vscode.TextDocument, changed: ChangedField): vscode.DecorationOptions {
  const { before, field } = changed;
  const hoverMessage = new vscode.MarkdownString();
  hoverMessage.isTrusted = { enabledCommands: ['kapture.revertField', 'kapture.showChanges'] };
  if (before === undefined) {
    hoverMessage.appendText(vscode.l10n.t('Added by you: the document did not have this field.'));
  } else {
    const original = isBlank(before) ? vscode.l10n.t('blank') : inlineCode(plainValue(before), 200);
    hoverMessage.appendMarkdown(vscode.l10n.t('Changed by you. Original: {0}', original));
    const place: RevertedField = { uri: document.uri.toString(), field };
    hoverMessage.appendMarkdown(
      `\n\n[${vscode.l10n.t('Revert')}](command:kapture.revertField?${encodeURIComponent(JSON.stringify([place]))})`,
    );
  }
  // A hover does not make its editor the active one. VS Code passes a URI in links as an object.
  const changes = `command:kapture.showChanges?${encodeURIComponent(JSON.stringify([document.uri]))}`;
  hoverMessage.appendMarkdown(`${before === undefined ? '\n\n' : ' · '}[${vscode.l10n.t('Show Changes')}](${changes})`);
  return { range: rangeOf(document, changed), hoverMessage };
}
