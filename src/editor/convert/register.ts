import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { dryRunScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import { oneLabel } from '../shared/texts/plainText.ts';
import { DryRunDocuments } from './dryRunDocuments.ts';
import type { ConvertServices } from './services.ts';

/** Registers what copies requests for other tools, and takes theirs in. All else of it is loaded when first used. */
export function registerConvert(services: ConvertServices, log: Log): vscode.Disposable {
  const dryRuns = new DryRunDocuments();
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(dryRunScheme, dryRuns),
    vscode.languages.registerCodeLensProvider({ scheme: dryRunScheme }, { provideCodeLenses: dryRunLens }),
    registerCommands(log, {
      'kapture.dryRun': async (uri = vscode.window.activeTextEditor?.document.uri) => {
        const { showDryRun } = await import('./index.ts');
        await showDryRun(services, uri, dryRuns);
      },
      'kapture.copyAs': async (uri = vscode.window.activeTextEditor?.document.uri) => {
        const { copyAs } = await import('./index.ts');
        await copyAs(services, uri);
      },
      'kapture.pasteCurl': async () => {
        const { pasteCurl } = await import('./index.ts');
        await pasteCurl(services);
      },
      'kapture.openCurl': async () => {
        const editor = vscode.window.activeTextEditor;
        const { openCurl } = await import('./index.ts');
        await openCurl(services, editor?.document.getText(editor.selection) ?? '');
      },
    }),
  );
}

function dryRunLens({ uri }: vscode.TextDocument): vscode.CodeLens[] {
  const title = vscode.l10n.t(
    'Dry run: nothing was sent. This would be sent to {0}, with the key in place of the placeholder.',
    oneLabel(uri.path.split('/')[1] ?? ''),
  );
  return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command: '' })];
}
