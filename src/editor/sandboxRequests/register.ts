import * as vscode from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import { sandboxScheme } from '../shared/ids.ts';
import type { Log } from '../shared/log.ts';
import type { SandboxControl } from '../shared/ports.ts';
import type { SandboxRequests } from './index.ts';

/** Registers the document with the requests that the sandbox received. The rest is loaded on first use. */
export function registerSandboxRequests(sandbox: SandboxControl, log: Log): vscode.Disposable {
  const changed = new vscode.EventEmitter<vscode.Uri>();
  let requests: SandboxRequests | undefined;
  const load = async (): Promise<SandboxRequests> => {
    const { SandboxRequests } = await import('./index.ts');
    return (requests ??= new SandboxRequests(sandbox, changed));
  };
  return vscode.Disposable.from(
    changed,
    { dispose: () => requests?.dispose() },
    vscode.workspace.registerTextDocumentContentProvider(sandboxScheme, {
      onDidChange: changed.event,
      provideTextDocumentContent: async (uri) => (await load()).textOf(uri),
    }),
    registerCommands(log, {
      'kapture.showSandboxRequests': async () => (await load()).show(),
      'kapture.showSandboxBodies': async (request) =>
        (await load()).showBodies(typeof request === 'number' ? request : undefined),
      'kapture.clearSandboxRequests': async () => (await load()).clear(),
    }),
  );
}
