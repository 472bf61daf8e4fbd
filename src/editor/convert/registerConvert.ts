import * as vscode from 'vscode';
import { registerCommands } from '../commands.ts';
import type { Log } from '../log.ts';
import type { ConvertServices } from './services.ts';

/** Registers what copies requests for other tools, and takes theirs in. All else of it is loaded when first used. */
export function registerConvert(services: ConvertServices, log: Log): vscode.Disposable {
  return registerCommands(log, {
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
  });
}
