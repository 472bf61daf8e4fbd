import type { Disposable } from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import type { ResponseValuePorts } from './valueAtCursor.ts';

/** Registers the commands for the value at the cursor of a response or record. Their code is loaded on first use. */
export function registerResponseValues(ports: ResponseValuePorts): Disposable {
  return registerCommands(ports.log, {
    'kapture.copyPointer': async () => (await import('./valueCommands.ts')).copyPointer(),
    'kapture.copyValue': async () => (await import('./valueCommands.ts')).copyValue(),
    'kapture.copyVariable': async () => (await import('./valueCommands.ts')).copyVariable(ports),
    'kapture.saveAsTest': async () => (await import('./valueCommands.ts')).saveExchangeAsTest(ports),
  });
}
