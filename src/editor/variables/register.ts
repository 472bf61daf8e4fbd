import * as vscode from 'vscode';
import { operationIds, requestSuffix } from '../../kapture/catalogue/registry.ts';
import type { EditorVariables } from './editorVariables.ts';

/** Registers completions and hovers for `{{variables}}` in request files and payload tests. */
export function registerVariables(variables: EditorVariables): vscode.Disposable {
  const files = [...operationIds.map(requestSuffix), requestSuffix('requests'), '.kapture-test.json'].map((suffix) => ({
    pattern: `**/*${suffix}`,
  }));
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(
      files,
      {
        provideCompletionItems: async (document, position) => {
          // The text is read now, because the user types on while the module loads, and VS Code would insert twice what
          // was typed.
          const { text } = document.lineAt(position);
          return (await import('./completionsAndHovers.ts')).complete(variables, document, position, text);
        },
      },
      '{',
      '$',
      '?',
    ),
    vscode.languages.registerHoverProvider(files, {
      provideHover: async (document, position) =>
        (await import('./completionsAndHovers.ts')).hover(variables, document, position),
    }),
  );
}
