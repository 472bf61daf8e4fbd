import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { postmanScheme } from '../../../src/editor/shared/ids.ts';
import { shownDocument } from './documents.ts';
import { until } from './until.ts';

/** The text of the summary of an import that matches, which VS Code opens for its preview. */
export async function postmanSummary(pattern: RegExp): Promise<string> {
  const document = await until('the summary', vscode.workspace.onDidOpenTextDocument as vscode.Event<never>, () =>
    vscode.workspace.textDocuments.find(
      (candidate) => candidate.uri.scheme === postmanScheme && pattern.test(candidate.getText()),
    ),
  );
  assert.equal(shownDocument(postmanScheme), undefined, 'the preview is shown, not its source');
  return document.getText();
}
