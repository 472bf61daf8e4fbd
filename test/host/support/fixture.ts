import assert from 'node:assert/strict';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { readSample } from '../../readSample.ts';
import * as vscode from 'vscode';
import type { TestAccess } from '../../../src/extension.ts';
import type { Settings } from '../../../src/editor/shared/ids.ts';
import { startSandbox, type Sandbox } from '../../../src/sandbox/index.ts';
import { closeServers } from '../../unit/kapture/http/localServer.ts';
import { user } from './user.ts';

/** What every host test uses: the extension's internals and their own sandbox. */
interface Fixture extends TestAccess {
  readonly sandbox: Sandbox;
  /** Lines of the extension's log since the tests started. */
  readonly logged: readonly string[];
}

export const extension = vscode.extensions.getExtension<TestAccess | undefined>('kapture-devtools.kapture-crm')!;

let running: Fixture | undefined;

export function fixture(): Fixture {
  assert.ok(running, 'the before hook has run');
  return running;
}

before(async () => {
  const access = await extension.activate();
  assert.ok(access, 'activate returns the internals when VS Code runs tests');
  const sandbox = await startSandbox();
  running = { ...access, sandbox, logged: listen(access.log) };
  user.install();
  await changeSetting('sandbox.port', sandbox.port);
});

afterEach(async function () {
  // VS Code does not save anything in tests, and does not ask.
  await run('workbench.action.closeAllEditors');
  const { context, sandbox, customers } = fixture();
  const { storage, model } = await customers.open();
  await Promise.all([
    ...['activeConnection', 'lastActive'].map((key) => context.workspaceState.update(key, undefined)),
    changeSetting('connections', undefined),
    ...(await context.secrets.keys()).map((key) => context.secrets.delete(key)),
    storage.clear(),
    closeServers(),
  ]);
  await model.update({ filter: '', only: undefined });
  await model.show('customer');
  sandbox.reset();
  try {
    // Unused answers are a consequence of the failure, and a hook that throws ends the whole run.
    if (this.currentTest?.state !== 'failed') user.check();
  } finally {
    user.reset();
  }
});

after(async () => {
  await changeSetting('sandbox.port', undefined);
  await running?.sandbox.close();
});

/** A published sample, such as `sample('pull.response.txt')`. */
export function sample(name: string): string {
  return readSample(name, pathToFileURL(path.join(extension.extensionPath, 'test', 'samples', path.sep)));
}

/** Changes a user setting; undefined removes it. */
export async function changeSetting<Name extends keyof Settings>(
  name: Name,
  value: Settings[Name] | undefined,
): Promise<void> {
  await vscode.workspace.getConfiguration('kapture').update(name, value, vscode.ConfigurationTarget.Global);
}

export async function run(command: string, ...args: unknown[]): Promise<void> {
  await vscode.commands.executeCommand(command, ...args);
}

export const testKey = 'opaque-key-of-the-host-tests';

/** Adds a connection to the settings, stores a key for it and makes it the active one, with the commands for these. */
export async function connect(
  entry: { readonly name: string; readonly baseUrl: string; readonly [fact: string]: unknown },
  key = testKey,
): Promise<void> {
  const present = vscode.workspace.getConfiguration('kapture').inspect<unknown[]>('connections')?.globalValue ?? [];
  await changeSetting('connections', [...present, entry]);
  user.picks('All operations').picks('Auth key').types(key);
  await run('kapture.manageSecrets', entry.name);
  user.picks(entry.name);
  await run('kapture.selectConnection');
  user.messages.length = 0;
}

/** The tenant of this workspace's sandbox. */
export function sandboxTenant(): string {
  return fixture().context.workspaceState.get<string>('sandboxTenant')!;
}

function listen(log: TestAccess['log']): readonly string[] {
  const lines: string[] = [];
  const info = log.info.bind(log);
  const error = log.error.bind(log);
  log.info = (message) => {
    lines.push(message);
    info(message);
  };
  log.error = (message, cause) => {
    lines.push(message, cause instanceof Error ? String(cause.stack) : String(cause));
    error(message, cause);
  };
  return lines;
}
