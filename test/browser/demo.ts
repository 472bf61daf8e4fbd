import type { WorkbenchOptions } from './harness.ts';

export const demoWorkspace = new URL('../demo', import.meta.url).pathname;

/** The demo workspace, whose requests go to the sandbox. */
export const demoWithSandbox: WorkbenchOptions = {
  workspace: demoWorkspace,
  settings: { 'kapture.defaultConnection': 'Sandbox' },
};
