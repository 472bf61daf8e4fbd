import type * as vscode from 'vscode';
import { requestLanguage } from '../ids.ts';

/** The language ids of JSON documents: VS Code's own and that of request files. */
export const jsonLanguages: readonly string[] = ['json', 'jsonc', requestLanguage];

export function isJson({ languageId }: vscode.TextDocument): boolean {
  return jsonLanguages.includes(languageId);
}
