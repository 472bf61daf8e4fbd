import * as vscode from 'vscode';
import { hasNamedRequests } from '../../kapture/catalogue/registry.ts';
import { isJson } from '../shared/documents/isJson.ts';
import { wholeRequest, type RequestText } from '../shared/documents/requestText.ts';

/**
 * The selected text of the active JSON editor, or its whole text. Undefined if no JSON editor is active, or one of a
 * file with several requests.
 */
export function activeRequest(): RequestText | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isJson(editor.document) || hasNamedRequests(editor.document.uri.path)) return undefined;
  const { document, selection } = editor;
  return selection.isEmpty
    ? wholeRequest(document)
    : {
        document,
        text: document.getText(selection),
        offset: document.offsetAt(selection.start),
        version: document.version,
      };
}

/** Moves the cursor to a problem. Returns its 1-based line. */
export async function revealProblem(
  { document, offset }: RequestText,
  problem: { readonly offset: number; readonly length: number },
): Promise<number> {
  const start = document.positionAt(offset + problem.offset);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await vscode.window.showTextDocument(document, {
    ...(shown?.viewColumn && { viewColumn: shown.viewColumn }),
  });
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(new vscode.Range(start, start), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return start.line + 1;
}
