import * as vscode from 'vscode';
import { operations } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { lastVariable } from '../../kapture/responses/lastVariable.ts';
import { escapeBraces } from '../../kapture/variables/variables.ts';
import { isLongDocument } from '../shared/documents/documentChecks.ts';
import { isEarlierVersion } from '../shared/documents/editUri.ts';
import { editScheme, exampleScheme, requestLanguage } from '../shared/ids.ts';
import { showInformation, showWarning } from '../shared/questions/messages.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { oneDetail, oneLabel, oneLine } from '../shared/texts/plainText.ts';
import { placeOfValue } from './placeOfValue.ts';
import type { ResponseValuePorts, ValueAtCursor } from './valueAtCursor.ts';

/** What is inserted: JSON instead of a value, and text into a string. */
interface Insertion {
  readonly literal: string;
  readonly part: string;
}

/**
 * Inserts the variable of a value into the request beside its response, or copies it if there is no request. If the
 * variable stands for a later response, the user can insert the value itself.
 */
export async function useInRequest(
  found: ValueAtCursor,
  exchange: Exchange,
  { variables, log }: ResponseValuePorts,
): Promise<void> {
  const { operation, response } = exchange;
  const path = found.pathInDocument();
  if (!path) return;
  if (response.reading.outcome !== 'success') {
    void showWarning(vscode.l10n.t('Only the values of a successful response can be used in the next request.'));
    return;
  }
  const isPlain = !/^[[{]/.test(found.text);
  const name = isPlain ? lastVariable(operation, path) : undefined;
  if (name === undefined) {
    const { resultKey } = operations[operation].response;
    void showWarning(
      resultKey === undefined
        ? vscode.l10n.t('There is no variable for this value. Select a string, a number, true, false or null.')
        : vscode.l10n.t(
            'There is no variable for this value. Select a string, a number, true, false or null in “{0}”.',
            resultKey,
          ),
    );
    return;
  }
  const variable = `{{${name}}}`;
  if (variables.isLast(exchange)) {
    await use({ literal: JSON.stringify(variable), part: variable }, variable);
    return;
  }
  const sentence = vscode.l10n.t(
    'This is not the last response to {0} on this tenant, so {1} does not stand for the selected value.',
    operationTitle(operation),
    variable,
  );
  const title = vscode.l10n.t('Insert the Value');
  void showWarning(sentence, log, { title, run: () => use(insertionOf(found), found.text) });
}

/** The value itself, a number with all its digits. Its braces are not those of a variable. */
function insertionOf({ text, value }: ValueAtCursor): Insertion {
  const literal = typeof value === 'string' ? escapeBraces(JSON.stringify(value)) : text;
  return { literal, part: typeof value === 'string' ? literal.slice(1, -1) : literal };
}

async function use(insertion: Insertion, copied: string): Promise<void> {
  const requests = requestsBeside();
  const editor = requests.length > 1 ? await pickRequest(requests) : requests[0];
  if (requests.length && !editor) return;
  if (editor && (await insert(editor, insertion))) return;
  await vscode.env.clipboard.writeText(copied);
  const text = oneLine(copied, 100);
  void showInformation(
    editor
      ? vscode.l10n.t('The cursor of the request is not on a value. {0} was copied.', text)
      : vscode.l10n.t('No request is open beside this response. {0} was copied.', text),
  );
}

/**
 * The visible requests. Examples and earlier versions are read-only, and an edited customer is not a request for the
 * next response.
 */
function requestsBeside(): readonly vscode.TextEditor[] {
  const editors = vscode.window.visibleTextEditors.filter(
    ({ document: { languageId, uri } }) =>
      languageId === requestLanguage && ![editScheme, exampleScheme].includes(uri.scheme) && !isEarlierVersion(uri),
  );
  return editors.filter(({ document }, index) => editors.findIndex((other) => other.document === document) === index);
}

/** Asks for one of several requests, because VS Code does not say which of them was used last. */
async function pickRequest(editors: readonly vscode.TextEditor[]): Promise<vscode.TextEditor | undefined> {
  const items = editors.map((editor) => {
    const path = vscode.workspace.asRelativePath(editor.document.uri);
    const name = path.slice(path.lastIndexOf('/') + 1);
    return { label: oneLabel(name), description: oneDetail(path.slice(0, -name.length - 1)), editor };
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Use in Next Request'),
    placeHolder: vscode.l10n.t('Select a request'),
  });
  return picked?.editor;
}

/** Replaces the value at the cursor or the selection. Returns false if there is none. */
async function insert(editor: vscode.TextEditor, { literal, part }: Insertion): Promise<boolean> {
  const { document, selection } = editor;
  const place = isLongDocument(document)
    ? undefined
    : placeOfValue(document.getText(), document.offsetAt(selection.active));
  if (!place) return false;
  const whole = new vscode.Range(document.positionAt(place.offset), document.positionAt(place.offset + place.length));
  // A selection within a string is replaced without quotes.
  const isPart = place.isString && !selection.isEmpty && whole.contains(selection);
  const isInside = isPart && !selection.isEqual(new vscode.Selection(whole.start, whole.end));
  const range = isInside ? selection : whole;
  const inserted = isInside ? part : literal;
  if (!(await editor.edit((edit) => edit.replace(range, inserted)))) {
    void showWarning(vscode.l10n.t('The request could not be changed.'));
    return true;
  }
  const end = document.offsetAt(range.start) + inserted.length;
  const shown = new vscode.Range(document.positionAt(document.offsetAt(range.start)), document.positionAt(end));
  await vscode.window.showTextDocument(document, { viewColumn: editor.viewColumn!, selection: shown });
  return true;
}
