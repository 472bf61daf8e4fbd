import * as vscode from 'vscode';
import type { RequestFileKind } from '../../kapture/catalogue/registry.ts';
import { plainName, problemOfName, type NameProblem } from './requestName.ts';
import { exists, uriOf } from './requestStore.ts';

interface NameQuestion {
  readonly title: string;
  readonly value: string;
  readonly operation: RequestFileKind;
  /** The folder in which the name must be unused. */
  readonly folder?: vscode.Uri;
}

/** Asks for the name of a request. Returns it without its suffix, or undefined if the user cancels. */
export async function askRequestName({ title, value, operation, folder }: NameQuestion): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    value,
    prompt: vscode.l10n.t('Name of the request'),
    validateInput: async (text) => {
      const name = plainName(text, operation);
      const problem = problemOfName(name);
      if (problem) return nameProblemText(problem);
      // On some file systems, a name that differs only in case is the same file.
      const isTaken =
        folder && name.toLowerCase() !== value.toLowerCase() && (await exists(uriOf(folder, name, operation)));
      return isTaken ? vscode.l10n.t('A request named “{0}” already exists.', name) : undefined;
    },
  });
  return typed === undefined ? undefined : plainName(typed, operation);
}

function nameProblemText(problem: NameProblem): string {
  switch (problem) {
    case 'empty':
      return vscode.l10n.t('A request must have a name.');
    case 'characters':
      return vscode.l10n.t('A name cannot contain any of these characters: {0}', '\\ / : * ? " < > |');
    case 'ending':
      return vscode.l10n.t('A name cannot start with a dot, or end with a dot or a space.');
    case 'reserved':
      return vscode.l10n.t('Windows reserves this name.');
    case 'long':
      return vscode.l10n.t('This name is too long for a file name.');
  }
}
