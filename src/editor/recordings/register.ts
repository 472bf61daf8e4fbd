import * as vscode from 'vscode';
import { recordingSuffix } from '../../kapture/recordings/recording.ts';
import { registerCommands } from '../shared/commands.ts';
import type { RecordingPorts } from './ports.ts';

/** Registers the commands that teach the sandbox, and the actions above recordings. The rest is loaded on first use. */
export function registerRecordings(ports: RecordingPorts): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerCodeLensProvider(
      { pattern: `**/*${recordingSuffix}` },
      { provideCodeLenses: async (document) => (await import('./index.ts')).recordingLenses(document) },
    ),
    registerCommands(ports.log, {
      'kapture.recordForSandbox': async (from) => (await import('./index.ts')).recordForSandbox(from, ports),
      'kapture.teachSandbox': async (uri) => (await import('./index.ts')).teachSandbox(uri, ports),
      'kapture.forgetTaught': async () => (await import('./index.ts')).forgetTaught(ports),
    }),
  );
}
