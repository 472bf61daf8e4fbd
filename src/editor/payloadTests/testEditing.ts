import * as vscode from 'vscode';
import { casesOfRows, rowPrefix } from '../../kapture/payloadTests/dataRows.ts';
import { withUsedCases } from '../../kapture/payloadTests/usedCases.ts';
import { readTestFile } from '../../kapture/payloadTests/readTestFile.ts';
import { takenName, type Take, type TestCase, type Place } from '../../kapture/payloadTests/testCase.ts';
import { isLongDocument, watchDocuments } from '../shared/documents/documentChecks.ts';
import { inlineCode, oneLine } from '../shared/texts/plainText.ts';
import {
  noValueText,
  unclosedText,
  unclosedVariable,
  unknownVariable,
  variableAt,
} from '../shared/documents/variableMarks.ts';
import { readFileOfTests } from './filesOfTests.ts';
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

/** The case at an offset. */
function caseAt(cases: readonly TestCase[], offset: number): TestCase | undefined {
  return cases.find(({ extent }) => extent.offset <= offset && offset <= extent.offset + extent.length);
}

/** The variables that steps of a case before an offset take from their responses. */
function valuesTakenBefore(testCase: TestCase | undefined, offset: number): Take[] {
  const steps = testCase?.steps ?? [];
  return steps.filter(({ place }) => place.offset + place.length < offset).flatMap(({ takes }) => takes);
}

/** The case at a position. Undefined in a long document, which would have to be parsed every time. */
function caseAtPosition(document: vscode.TextDocument, position: vscode.Position): TestCase | undefined {
  if (isLongDocument(document)) return undefined;
  return caseAt(readTestFile(document.getText()).cases, document.offsetAt(position));
}

async function complete(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.CompletionItem[]> {
  const line = document.lineAt(position.line).text;
  const open = /"[^"]*?(\{\{\$?[\w.-]*)$/.exec(line.slice(0, position.character))?.[1];
  if (open === undefined) return [];
  const suffixLength = /^[\w.-]*\}{0,2}/.exec(line.slice(position.character))![0].length;
  const range = new vscode.Range(position.translate(0, -open.length), position.translate(0, suffixLength));
  const testCase = caseAtPosition(document, position);
  const itemOf = (name: string, detail: string, documentation: string): vscode.CompletionItem => {
    const item = new vscode.CompletionItem(`{{${name}}}`, vscode.CompletionItemKind.Variable);
    return Object.assign(item, { range, detail, filterText: `{{${name}}}`, sortText: `!${name}`, documentation });
  };
  const taken = [
    ...(testCase ? await valuesOfUsed(testCase, document.uri) : []),
    ...valuesTakenBefore(testCase, document.offsetAt(position)),
  ];
  const columns = testCase?.data ? await columnsOf(testCase, document.uri) : [];
  return [
    ...taken.map(({ name, pointer }) =>
      itemOf(name, pointer, vscode.l10n.t('Taken from the response of an earlier step.')),
    ),
    ...columns.map((column) =>
      itemOf(`${rowPrefix}${column}`, testCase!.data!.path, vscode.l10n.t('A column of the data of this case.')),
    ),
  ];
}

/** The variables that the cases take that a case uses. */
async function valuesOfUsed(testCase: TestCase, tests: vscode.Uri): Promise<Take[]> {
  const { used = [] } = await withUsedCases({ ...testCase, problems: [] }, (path) => readFileOfTests(tests, path));
  return used.flatMap(({ steps }) => steps.flatMap(({ takes }) => takes));
}

/** The columns of the data of a case that a variable can name. */
async function columnsOf(testCase: TestCase, tests: vscode.Uri): Promise<string[]> {
  const rows = await casesOfRows({ ...testCase, problems: [] }, (path) => readFileOfTests(tests, path));
  const columns = new Set(rows.flatMap(({ row }) => row?.columns ?? []));
  return [...columns].filter((column) => /^[\w.:+-]+$/.test(column));
}

function hover(document: vscode.TextDocument, position: vscode.Position): vscode.Hover | undefined {
  const use = variableAt(document, position);
  if (!use) return undefined;
  const values = valuesTakenBefore(caseAtPosition(document, position), use.offset);
  const taken = values.findLast(({ name }) => name === use.name);
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
    const testCase = caseAt(cases, use.offset);
    // A run reads the data and the case that is used, and says which columns and values they have.
    if (testCase?.data && use.name.startsWith(rowPrefix)) continue;
    if (testCase?.use && takenName.test(use.name)) continue;
    if (!valuesTakenBefore(testCase, use.offset).some(({ name }) => name === use.name)) unknown.push(use);
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
