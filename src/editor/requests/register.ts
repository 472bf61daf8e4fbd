import * as vscode from 'vscode';
import { operationIds, requestSuffix, type RequestFileKind } from '../../kapture/catalogue/registry.ts';
import { registerCommands } from '../shared/commands.ts';
import { writtenForm } from './documentForm.ts';
import { jsonLanguages } from '../shared/documents/isJson.ts';
import type { Log } from '../shared/log.ts';
import type { FieldsOfTenants, RequestVariables, Targets } from '../shared/ports.ts';
import type { Sender } from '../shared/sending/sender.ts';
import { FailureDiagnostics } from './failureDiagnostics.ts';
import { startJsonSupport } from './jsonSupport.ts';
import { requestCommands } from './requestCommands.ts';
import { watchRequests } from './requestDiagnostics.ts';
import type { Requests } from './requests.ts';
import { serveSchemas } from './serveSchemas.ts';

/** What the editors of requests use. */
export interface RequestPorts {
  readonly requests: Requests;
  readonly targets: Targets;
  readonly sender: Sender;
  readonly variables: RequestVariables;
  readonly fields: FieldsOfTenants;
  readonly log: Log;
}

/** Registers the commands, code lenses, diagnostics, completion and quick fixes of requests in JSON editors. */
export function registerRequests({
  requests,
  targets,
  sender,
  variables,
  fields,
  log,
}: RequestPorts): vscode.Disposable {
  const failures = new FailureDiagnostics();
  const patternOf = (kind: RequestFileKind): vscode.DocumentFilter => ({ pattern: `**/*${requestSuffix(kind)}` });
  const named = patternOf('requests');
  const files = [...operationIds.map(patternOf), named];
  return vscode.Disposable.from(
    failures,
    sender.onDidExchange(({ source, exchange }) => {
      if (!source) return;
      failures.show(source, exchange, writtenForm(exchange.operation, source.document, targets, source.text));
    }),
    serveSchemas(targets, fields),
    startJsonSupport(log),
    watchRequests(variables, targets, fields, failures),
    vscode.languages.registerCodeActionsProvider(
      jsonLanguages.map((language) => ({ language })),
      {
        provideCodeActions: async (document, _range, context) =>
          (await import('./index.ts')).requestFixes(document, context, { targets, variables, failures }),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    vscode.languages.registerCompletionItemProvider(
      files,
      {
        provideCompletionItems: async (document, position) => {
          // Read at once: while the module loads, the user types on, and VS Code would count what was typed twice.
          const { text } = document.lineAt(position);
          return (await import('./index.ts')).completePin(text, position, targets);
        },
      },
      '@',
      ' ',
    ),
    vscode.languages.registerCodeLensProvider(files, {
      onDidChangeCodeLenses: targets.onDidChange,
      provideCodeLenses: async (document) => (await import('./index.ts')).requestLenses(document, targets),
    }),
    vscode.languages.registerDocumentSymbolProvider(
      named,
      { provideDocumentSymbols: async (document) => (await import('./index.ts')).namedRequestSymbols(document) },
      { label: 'Kapture' },
    ),
    registerCommands(log, requestCommands(requests, targets, log)),
  );
}
