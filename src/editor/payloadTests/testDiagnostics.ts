import * as vscode from 'vscode';
import { readTestFile } from '../../kapture/payloadTests/readTestFile.ts';
import type { Place } from '../../kapture/payloadTests/testCase.ts';
import { unclosedVariablesIn } from '../../kapture/variables/unclosedVariables.ts';
import { variablesIn, type VariableLookup, type VariableUse } from '../../kapture/variables/variables.ts';
import { watchDocuments } from '../shared/documents/documentChecks.ts';
import { noValueText } from '../shared/environmentVariables.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { RequestVariables } from '../shared/ports.ts';
import { unclosedText, unclosedVariable } from '../shared/documents/unclosedVariable.ts';
import { unknownVariable } from '../shared/documents/unknownVariable.ts';
import { valuesTakenBefore } from './takenVariables.ts';
import { isTestFile } from './testFiles.ts';
import { diagnosticSource } from '../shared/ids.ts';

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
