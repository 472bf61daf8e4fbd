import path from 'node:path';
import { runFolder } from '../vscode/cacheFolder.ts';
import { benchExtension } from './benchExtension.ts';
import { once } from './once.ts';
import { packaged } from './packaged.ts';

/** The titles of its commands: a JSON document beside the active editor, and a page with one element `.bar`. */
export const plainCommands = { document: 'Plain: Open Document', page: 'Plain: Open Page' };

/** An extension that shows as little as possible, to measure what VS Code itself takes. Returns its package. */
export const plainExtension = once(async () => {
  const run = await runFolder('bench-plain');
  const commands = [
    { command: 'plain.document', title: plainCommands.document },
    { command: 'plain.page', title: plainCommands.page },
  ];
  return packaged(await benchExtension(run, 'plain', commands, code), path.join(run, 'plain.vsix'));
});

const code = `() => {
  const { commands, Uri, ViewColumn, window, workspace } = require('vscode');
  let documents = 0;
  workspace.registerTextDocumentContentProvider('plain', { provideTextDocumentContent: () => '{"message": []}' });
  commands.registerCommand('plain.document', async () => {
    const document = await workspace.openTextDocument(Uri.parse('plain:/' + ++documents + '/response.json'));
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preserveFocus: true });
  });
  commands.registerCommand('plain.page', () => {
    // Without scripts, the page never says that it was painted.
    const { webview } = window.createWebviewPanel('plain', 'Page', ViewColumn.Active, { enableScripts: true });
    webview.html = '<p class="bar">One</p>';
  });
}`;
