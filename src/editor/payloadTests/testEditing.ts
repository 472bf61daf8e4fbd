import * as vscode from 'vscode';
import { readTestFile } from '../../kapture/payloadTests/readTestFile.ts';
import type { Take, TestCase, Place } from '../../kapture/payloadTests/testCase.ts';
import { isLongDocument, watchDocuments } from '../shared/documents/documentChecks.ts';
import { inlineCode, oneLine } from '../shared/texts/plainText.ts';
import {
  noValueText,
  unclosedText,
  unclosedVariable,
  unknownVariable,
  variableAt,
} from '../shared/documents/variableMarks.ts';
import { testFiles, isTestFile } from './testItems.ts';
import {
  unclosedVariablesIn,
  variablesIn,
  type VariableLookup,
  type VariableUse,
} from '../../kapture/variables/variables.ts';
import type { RequestVariables } from '../shared/requestBodies.ts';
import { diagnosticSource } from '../shared/ids.ts';

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
function valuesTakenBefore(cases: readonly TestCase[], offset: number): Take[] {
  // Relies on the cases being in the order of the file.
  const steps = cases.findLast(({ steps: [first] }) => first && first.place.offset <= offset)?.steps ?? [];
  const isInside = steps.some(({ place }) => place.offset <= offset && offset <= place.offset + place.length);
  return isInside
    ? steps.filter(({ place }) => place.offset + place.length < offset).flatMap(({ takes }) => takes)
    : [];
}

/** The variables of earlier steps at a position. Empty in a long document, which would have to be parsed every time. */
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

/**
 * Provides diagnostics in open test files for problems that prevent a case from running, and for variables without a
 * value or closing braces.
 */
export function watchTestFiles(variables: RequestVariables): vscode.Disposable {
  return watchDocuments({
    name: 'kapture-tests',
    appliesTo: ({ uri }) => isTestFile(uri),
    diagnosticsOf: (document) => diagnosticsOf(document, variables.knownLookup(document)),
    noteOf: (limit) => vscode.l10n.t('This document is larger than {0}, so it is neither checked nor run.', limit),
    onDidChange: [variables.onDidChange],
  });
}

/** The maximum number of variables checked, of unknown variables reported, and of problems reported per document. */
const maxUses = 2000;
const maxUnknown = 100;
const maxProblems = 500;

function diagnosticsOf(document: vscode.TextDocument, lookup: VariableLookup): vscode.Diagnostic[] {
  const text = document.getText();
  const { cases, problems } = readTestFile(text);
  // VS Code itself reports invalid JSON.
  const blocking = [...problems.filter(({ isSyntax }) => !isSyntax), ...cases.flatMap((one) => one.problems)].slice(
    0,
    maxProblems,
  );
  const unknown: VariableUse[] = [];
  for (const use of variablesIn(text).slice(0, maxUses)) {
    if (lookup(use.name) !== undefined) continue;
    if (!valuesTakenBefore(cases, use.offset).some(({ name }) => name === use.name)) unknown.push(use);
    if (unknown.length === maxUnknown) break;
  }
  return [
    ...blocking.map((problem) => diagnosticAt(document, problem, problem.message, vscode.DiagnosticSeverity.Error)),
    ...unknown.map((use) =>
      Object.assign(diagnosticAt(document, use, noValueText(use.name), vscode.DiagnosticSeverity.Warning), {
        code: unknownVariable,
      }),
    ),
    ...unclosedVariablesIn(text)
      .slice(0, maxUnknown)
      .map((use) =>
        Object.assign(diagnosticAt(document, use, unclosedText(use), vscode.DiagnosticSeverity.Warning), {
          code: unclosedVariable,
        }),
      ),
  ];
}

function diagnosticAt(
  document: vscode.TextDocument,
  { offset, length }: Place,
  message: string,
  severity: vscode.DiagnosticSeverity,
): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(
    new vscode.Range(document.positionAt(offset), document.positionAt(offset + length)),
    oneLine(message, 1000),
    severity,
  );
  diagnostic.source = diagnosticSource;
  return diagnostic;
}
