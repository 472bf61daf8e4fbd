import * as vscode from 'vscode';
import { operationIds, requestSuffix, type RequestFileKind } from '../../kapture/catalogue/registry.ts';
import { registerCommands } from '../shared/commands.ts';
import { jsonLanguages } from '../shared/documents/requestText.ts';
import { requestLanguage, schemaScheme, testLanguage } from '../shared/ids.ts';
import type { FieldsOfTenants } from '../shared/knownFields.ts';
import type { Log } from '../shared/log.ts';
import type { RequestVariables } from '../shared/requestBodies.ts';
import type { Sender } from '../shared/sending/sender.ts';
import type { Targets } from '../shared/targets.ts';
import { writtenForm } from './documentDialect.ts';
import { FailureDiagnostics } from './failureDiagnostics.ts';
import { watchRequests } from './requestDiagnostics.ts';
import type { RequestSchemas } from './requestSchemas.ts';
import type { Requests } from './requests.ts';

/** What the editors of requests use. */
export interface RequestPorts {
  readonly requests: Requests;
  readonly targets: Targets;
  readonly sender: Sender;
  readonly variables: RequestVariables;
  readonly fields: FieldsOfTenants;
  readonly log: Log;
}

/** Registers the commands, code lenses, diagnostics, completions and quick fixes of requests in JSON editors. */
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
          (await import('./requestFixes.ts')).requestFixes(document, context, targets, failures),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    vscode.languages.registerCodeLensProvider(files, {
      onDidChangeCodeLenses: targets.onDidChange,
      provideCodeLenses: async (document) => (await import('./requestLenses.ts')).requestLenses(document, targets),
    }),
    vscode.languages.registerDocumentSymbolProvider(
      named,
      {
        provideDocumentSymbols: async (document) => (await import('./requestLenses.ts')).namedRequestSymbols(document),
      },
      { label: 'Kapture' },
    ),
    registerCommands(log, requests.commands),
  );
}

/**
 * Activates VS Code's JSON support when a request or a payload test is opened. It also serves the languages of
 * `jsonLanguageParticipants`, but VS Code activates it automatically only for `json` and `jsonc`.
 */
export function startJsonSupport(log: Log): vscode.Disposable {
  let isStarted = false;
  const start = async ({ languageId }: vscode.TextDocument): Promise<void> => {
    if (isStarted || ![requestLanguage, testLanguage].includes(languageId)) return;
    isStarted = true;
    try {
      const support = vscode.extensions.getExtension('vscode.json-language-features');
      if (support) await support.activate();
      // VS Code's JSON support runs in another extension host, such as the remote one. This command activates it there
      // and has no other effect.
      else await vscode.commands.executeCommand('json.validate', '', '');
    } catch (error) {
      log.error('The JSON support of VS Code could not be started.', error);
    }
  };
  vscode.workspace.textDocuments.forEach((document) => void start(document));
  return vscode.workspace.onDidOpenTextDocument((document) => void start(document));
}

/** Serves the schemas of requests. Loaded when VS Code reads the first one. */
function serveSchemas(targets: Targets, fields: FieldsOfTenants): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const subscriptions: vscode.Disposable[] = [changed];
  let schemas: RequestSchemas | undefined;
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(schemaScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => {
        const { RequestSchemas } = await import('./requestSchemas.ts');
        if (!schemas) subscriptions.push((schemas = new RequestSchemas(targets, fields, changed)));
        return schemas.textOf(uri);
      },
    }),
  );
  return new vscode.Disposable(() => {
    vscode.Disposable.from(...subscriptions).dispose();
  });
}
