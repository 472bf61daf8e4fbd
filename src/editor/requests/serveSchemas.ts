import * as vscode from 'vscode';
import { schemaScheme } from '../shared/ids.ts';
import type { FieldsOfTenants, Targets } from '../shared/ports.ts';
import type { RequestSchemas } from './requestSchemas.ts';

/** Serves the schemas of requests. Loaded when VS Code reads the first one. */
export function serveSchemas(targets: Targets, fields: FieldsOfTenants): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const subscriptions: vscode.Disposable[] = [changed];
  let schemas: RequestSchemas | undefined;
  subscriptions.push(
    vscode.workspace.registerTextDocumentContentProvider(schemaScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => {
        const { RequestSchemas } = await import('./index.ts');
        if (!schemas) subscriptions.push((schemas = new RequestSchemas(targets, fields, changed)));
        return schemas.textOf(uri);
      },
    }),
  );
  return new vscode.Disposable(() => {
    vscode.Disposable.from(...subscriptions).dispose();
  });
}
