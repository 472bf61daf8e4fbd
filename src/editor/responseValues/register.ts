import type { Disposable } from 'vscode';
import { registerCommands } from '../shared/commands.ts';
import type { ResponseValuePorts } from './ports.ts';

/** Registers the commands for the value at the cursor of a response or record. Their code is loaded on first use. */
export function registerResponseValues(ports: ResponseValuePorts): Disposable {
  return registerCommands(ports.log, {
    'kapture.copyPointer': async () => (await import('./index.ts')).copyPointer(),
    'kapture.copyValue': async () => (await import('./index.ts')).copyValue(),
    'kapture.useInNextRequest': async () => (await import('./index.ts')).useInNextRequest(ports),
    'kapture.addExpectation': async () => (await import('./index.ts')).addExpectationAtCursor(ports),
    'kapture.saveAsTest': async () => (await import('./index.ts')).saveExchangeAsTest(ports),
  });
}
