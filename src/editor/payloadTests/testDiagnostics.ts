import * as vscode from 'vscode';
import { readTestFile } from '../../kapture/payloadTests/readTestFile.ts';
import type { Place } from '../../kapture/payloadTests/testCase.ts';
import { variablesIn, type VariableLookup, type VariableUse } from '../../kapture/variables/variables.ts';
import { watchDocuments } from '../shared/documents/documentChecks.ts';
import { noValueText } from '../shared/documents/environmentVariables.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { RequestVariables } from '../shared/ports.ts';
import { unknownVariable } from '../shared/documents/unknownVariable.ts';
import { takesBefore } from './takenNames.ts';
import { isTestFile } from './testFiles.ts';

/** Marks in open files of tests what keeps a case from being run, and variables without a value. */
export function watchTestFiles(variables: RequestVariables): vscode.Disposable {
  return watchDocuments({
    name: 'kapture-tests',
    appliesTo: ({ uri }) => isTestFile(uri),
    diagnosticsOf: (document) => findingsOf(document, variables.knownLookup(document)),
    noteOf: (limit) => vscode.l10n.t('This document is larger than {0}. Kapture neither checks nor runs it.', limit),
    onDidChange: [variables.onDidChange],
  });
}

/** So many uses of variables are looked at, and so many without a value are marked. */
const mostUses = 2000;
const mostUnknown = 100;
const mostProblems = 500;

function findingsOf(document: vscode.TextDocument, lookup: VariableLookup): vscode.Diagnostic[] {
  const text = document.getText();
  const { cases, problems } = readTestFile(text);
  // Where it is no JSON, VS Code says so itself.
  const inTheWay = [...problems.filter(({ isSyntax }) => !isSyntax), ...cases.flatMap((one) => one.problems)].slice(
    0,
    mostProblems,
  );
  const unknown: VariableUse[] = [];
  for (const use of variablesIn(text).slice(0, mostUses)) {
    if (lookup(use.name) !== undefined) continue;
    if (!takesBefore(cases, use.offset).some(({ name }) => name === use.name)) unknown.push(use);
    if (unknown.length === mostUnknown) break;
  }
  return [
    ...inTheWay.map((problem) => mark(document, problem, problem.message, vscode.DiagnosticSeverity.Error)),
    ...unknown.map((use) =>
      Object.assign(mark(document, use, noValueText(use.name), vscode.DiagnosticSeverity.Warning), {
        code: unknownVariable,
      }),
    ),
  ];
}

function mark(
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
  diagnostic.source = 'Kapture';
  return diagnostic;
}
