import type * as vscode from 'vscode';
import { requestLanguage, testLanguage } from '../ids.ts';

/** The language ids of JSON documents: VS Code's own, and those of request and payload test files. */
export const jsonLanguages: readonly string[] = ['json', 'jsonc', requestLanguage, testLanguage];

export function isJson({ languageId }: vscode.TextDocument): boolean {
  return jsonLanguages.includes(languageId);
}
