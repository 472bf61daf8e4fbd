import * as vscode from 'vscode';
import { isServerSide } from '../shared/documents/editUri.ts';
import { editScheme } from '../shared/ids.ts';
import { isJson } from '../shared/documents/isJson.ts';
import { wholeRequest, type RequestText } from '../shared/documents/requestText.ts';

/** The selection of the active JSON editor, or all of it; undefined where no JSON editor is active. */
export function activeRequest(): RequestText | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || !isJson(editor.document)) return undefined;
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

/** Puts the cursor on a place of the text that cannot be sent; the 1-based line it is on. */
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

/** A document of Git's or the server's side of a customer, such as the left side of a comparison: it can be looked at, not worked on. */
export function isPast(uri: vscode.Uri): boolean {
  const { scheme } = uri;
  return ['git', 'gitfs', 'conflictResolution'].includes(scheme) || (scheme === editScheme && isServerSide(uri));
}
