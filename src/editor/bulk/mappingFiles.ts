import path from 'node:path';
import * as vscode from 'vscode';
import { writeForms, type Mapping } from '../../kapture/bulk/mappings/mapping.ts';
import {
  changedMappingFile,
  mappingPathOf,
  mappingSuffix,
  problemsOfMappingFile,
  readMappingFile,
  tooLargeMapping,
} from '../../kapture/bulk/mappings/mappingFile.ts';
import type { PlanHead } from '../../kapture/bulk/plans/plan.ts';
import { watchDocuments } from '../shared/documents/documentChecks.ts';
import { fileExists, readText } from '../shared/documents/files.ts';
import { diagnosticSource } from '../shared/ids.ts';
import { UserError, showWarning } from '../shared/dialogs/messages.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { BulkContext } from './plans.ts';

/** Saves a mapping beside its table, so that the next import does not ask for one. Comments of an earlier one stay. */
export async function saveMapping(file: vscode.Uri, mapping: Mapping, { log }: BulkContext): Promise<void> {
  try {
    // A workspace may contain a link to a file outside.
    if (await isLink(file)) throw new Error('The mapping file is a symbolic link.');
    const earlier = (await fileExists(file)) ? await readText(file) : undefined;
    const text = changedMappingFile(earlier ?? '', mapping);
    if (text !== earlier) await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
  } catch (error) {
    log.error('mapping', error);
    void showWarning(
      vscode.l10n.t(
        'The mapping could not be saved as {0}. The next import asks for it again.',
        oneLine(path.basename(file.fsPath)),
      ),
    );
  }
}

/** The mapping in a file; undefined if there is none. Throws if it has a problem. */
export async function savedMapping(file: vscode.Uri): Promise<Mapping | undefined> {
  if (!(await fileExists(file))) return undefined;
  const text = await readText(file);
  const { mapping, problems } = text === undefined ? tooLargeMapping : readMappingFile(text);
  const [first] = problems;
  if (!first) return mapping;
  throw new UserError(vscode.l10n.t('{0} has a problem: {1}', path.basename(file.fsPath), problemText(first.problem)));
}

async function isLink(file: vscode.Uri): Promise<boolean> {
  if (!(await fileExists(file))) return false;
  return ((await vscode.workspace.fs.stat(file)).type & vscode.FileType.SymbolicLink) !== 0;
}

/**
 * The mapping of a plan: the one beside its file, or the stored one of a table that is not a file. Undefined if there
 * is none, or it is not for the columns of the plan.
 */
export async function mappingOfPlan({ file, mapping: text, columns = [] }: PlanHead): Promise<Mapping | undefined> {
  if (!file) return text === undefined ? undefined : readMappingFile(text).mapping;
  try {
    const mapping = await savedMapping(vscode.Uri.file(mappingPathOf(file.path)));
    return mapping?.columns.every(({ column }) => columns.includes(column)) ? mapping : undefined;
  } catch {
    // The next import of the file reports what is wrong with it.
    return undefined;
  }
}

const maxProblems = 500;

/** Provides warnings in open mapping files for what an import to the active connection would reject or question. */
export function watchMappings(context: BulkContext): vscode.Disposable {
  const { targets, variables } = context;
  return watchDocuments({
    name: 'kapture-mappings',
    appliesTo: ({ uri }) => uri.path.endsWith(mappingSuffix),
    diagnosticsOf: (document) => diagnosticsOf(document, context),
    noteOf: () => problemText(tooLargeMapping.problems[0]!.problem),
    onDidChange: [targets.onDidChange, variables.onDidChange],
  });
}

function diagnosticsOf(document: vscode.TextDocument, { targets, variables }: BulkContext): vscode.Diagnostic[] {
  const connection = targets.all.find(({ name }) => name === targets.activeName);
  if (!connection) return [];
  const lookup = variables.knownLookup(document);
  const problems = problemsOfMappingFile(document.getText(), writeForms(connection), { lookup });
  return problems.slice(0, maxProblems).map(({ offset, length, problem }) => {
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    // These are warnings, because the file may be meant for a connection with another dialect.
    const severity = vscode.DiagnosticSeverity.Warning;
    const diagnostic = new vscode.Diagnostic(range, oneLine(problemText(problem), 1000), severity);
    return Object.assign(diagnostic, { source: diagnosticSource });
  });
}
