import * as vscode from 'vscode';
import { readTestFile } from '../../kapture/payloadTests/readTestFile.ts';
import type { Take, TestCase } from '../../kapture/payloadTests/testCase.ts';
import { isLongDocument } from '../shared/documents/longDocument.ts';
import { inlineCode } from '../shared/texts/plainText.ts';
import { variableAt } from '../shared/documents/variableAt.ts';
import { testFiles } from './testFiles.ts';

/**
 * Registers completions and hovers for the variables that steps take from responses. The feature `variables` provides
 * those of all other variables.
 */
export function registerTakenVariables(): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider({ pattern: testFiles }, { provideCompletionItems: complete }, '{'),
    vscode.languages.registerHoverProvider({ pattern: testFiles }, { provideHover: hover }),
  );
}

/** The variables that earlier steps of the test case at an offset take from their responses. */
export function valuesTakenBefore(cases: readonly TestCase[], offset: number): Take[] {
  // Relies on the cases being in the order of the file.
  const steps = cases.findLast(({ steps: [first] }) => first && first.place.offset <= offset)?.steps ?? [];
  const isInside = steps.some(({ place }) => place.offset <= offset && offset <= place.offset + place.length);
  return isInside
    ? steps.filter(({ place }) => place.offset + place.length < offset).flatMap(({ takes }) => takes)
    : [];
}

/** None in a long document, which would have to be parsed every time. */
function takesAt(document: vscode.TextDocument, position: vscode.Position): Take[] {
  return isLongDocument(document)
    ? []
    : valuesTakenBefore(readTestFile(document.getText()).cases, document.offsetAt(position));
}

function complete(document: vscode.TextDocument, position: vscode.Position): vscode.CompletionItem[] {
  const line = document.lineAt(position.line).text;
  const open = /"[^"]*?(\{\{[\w.-]*)$/.exec(line.slice(0, position.character))?.[1];
  if (open === undefined) return [];
  const suffixLength = /^[\w.-]*\}{0,2}/.exec(line.slice(position.character))![0].length;
  const range = new vscode.Range(position.translate(0, -open.length), position.translate(0, suffixLength));
  return takesAt(document, position).map(({ name, pointer }) => {
    const item = new vscode.CompletionItem(`{{${name}}}`, vscode.CompletionItemKind.Variable);
    return Object.assign(item, {
      range,
      detail: pointer,
      filterText: `{{${name}}}`,
      sortText: `!${name}`,
      documentation: vscode.l10n.t('Taken from the response of an earlier step.'),
    });
  });
}

function hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
  const use = variableAt(document, position);
  const taken = use && takesAt(document, position).findLast(({ name }) => name === use.name);
  if (!taken) return undefined;
  const words = new vscode.MarkdownString(`**{{${use.name}}}** `).appendMarkdown(
    vscode.l10n.t('is taken from the response of an earlier step: {0}', inlineCode(taken.pointer)),
  );
  return new vscode.Hover(
    words,
    new vscode.Range(document.positionAt(use.offset), document.positionAt(use.offset + use.length)),
  );
}
