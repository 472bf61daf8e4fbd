import * as vscode from 'vscode';
import { registerCommands } from '../../shared/commands.ts';
import { postmanScheme } from '../../shared/ids.ts';
import type { PostmanPorts } from './importPostman.ts';

/** Registers the import and export of Postman collections. The rest is loaded on first use. */
export function registerPostman(ports: PostmanPorts): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(postmanScheme, {
      provideTextDocumentContent: async (uri) => (await import('./importPostman.ts')).summaryText(uri),
    }),
    registerCommands(ports.log, {
      'kapture.importPostman': async () => (await import('./importPostman.ts')).importPostman(ports),
      'kapture.exportPostman': async (node, all) =>
        (await import('./exportPostman.ts')).exportPostman(ports, node, all),
    }),
  );
}
