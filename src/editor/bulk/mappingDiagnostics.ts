import * as vscode from 'vscode';
import { writeForms } from '../../kapture/bulk/mappings/bulkFields.ts';
import { mappingSuffix, problemsOfMappingFile, tooLargeMapping } from '../../kapture/bulk/mappings/mappingFile.ts';
import { watchDocuments } from '../shared/documents/documentChecks.ts';
import { diagnosticSource } from '../shared/ids.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { BulkPorts } from './ports.ts';

const maxProblems = 500;

/** Provides warnings in open mapping files for what an import to the active connection would reject or question. */
export function watchMappings(ports: BulkPorts): vscode.Disposable {
  const { targets, variables } = ports;
  return watchDocuments({
    name: 'kapture-mappings',
    appliesTo: ({ uri }) => uri.path.endsWith(mappingSuffix),
    diagnosticsOf: (document) => diagnosticsOf(document, ports),
    noteOf: () => problemText(tooLargeMapping.problems[0]!.problem),
    onDidChange: [targets.onDidChange, variables.onDidChange],
  });
}

function diagnosticsOf(document: vscode.TextDocument, { targets, variables }: BulkPorts): vscode.Diagnostic[] {
  const connection = targets.all.find(({ name }) => name === targets.activeName);
  if (!connection) return [];
  const lookup = variables.knownLookup(document);
  const problems = problemsOfMappingFile(document.getText(), writeForms(connection), { lookup });
  return problems.slice(0, maxProblems).map(({ offset, length, problem }) => {
    const range = new vscode.Range(document.positionAt(offset), document.positionAt(offset + length));
    // The file may be meant for a connection with another dialect.
    const severity = vscode.DiagnosticSeverity.Warning;
    const diagnostic = new vscode.Diagnostic(range, oneLine(problemText(problem), 1000), severity);
    return Object.assign(diagnostic, { source: diagnosticSource });
  });
}
