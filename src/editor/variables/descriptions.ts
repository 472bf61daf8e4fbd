import * as vscode from 'vscode';
import { askExamples, askTypes } from '../../kapture/variables/askVariable.ts';
import { builtInVariables, type BuiltInVariable } from '../../kapture/variables/builtInVariables.ts';
import { isTest } from './isTest.ts';

export function userDescription(): string {
  return vscode.l10n.t('A variable you defined.');
}

export function secretDescription(): string {
  return vscode.l10n.t(
    'A secret from secret storage. It is sent only to the origin of its connection, and is never shown.',
  );
}

export function askDescription(): string {
  return vscode.l10n.t(
    'A question that you answer when you send the request. After the question, you can add a type ({0}) or choices, and a default: `{1}`, `{2}`.',
    askTypes.join(', '),
    askExamples[1],
    askExamples[2],
  );
}

export function builtInsFor({ uri }: vscode.TextDocument): readonly BuiltInVariable[] {
  return builtInVariables.filter(({ name }) => !isTest(uri) || !name.startsWith('$last'));
}
