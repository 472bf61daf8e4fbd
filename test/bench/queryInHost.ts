import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { KeyRing } from '../../src/editor/connections/keys/keyRing.ts';
import { requestSuffix } from '../../src/kapture/catalogue/registry.ts';
import type { TestAccess } from '../../src/extension.ts';
import { measureInHost, quiet } from './inHost.ts';

const rounds = 5;
const query = '$.message[*].name';
/** Between typed characters, in milliseconds. */
const pause = 40;

/**
 * Runs in the extension host with our extension: queries a response from `KAPTURE_BENCH_URL`. Reports the longest
 * blocks of the host, from the command to the document with the values.
 */
export async function run(): Promise<void> {
  await measureInHost(async (): Promise<number[]> => {
    const { context, log } = await vscode.extensions
      .getExtension<TestAccess>('kapture-devtools.kapture-crm')!
      .activate();
    const settings = vscode.workspace.getConfiguration('kapture');
    await settings.update('maxResponseMegabytes', 100, vscode.ConfigurationTarget.Global);
    await settings.update('history.mode', 'off', vscode.ConfigurationTarget.Global);
    const connection = { name: 'Bench', baseUrl: process.env['KAPTURE_BENCH_URL']!, role: 'development' };
    await settings.update('connections', [connection], vscode.ConfigurationTarget.Global);
    const keys = new KeyRing(context.secrets, log);
    await keys.store(connection, 'default', 'a2FwZGVtbzprYXAxMjM=');
    const response = await getResponse();
    const blocked: number[] = [];
    for (let round = 0; round <= rounds; round++) {
      await vscode.window.showTextDocument(response, vscode.ViewColumn.One);
      await quiet();
      const block = await queryOnce();
      // The first round loads modules and is not counted.
      if (round) blocked.push(block);
    }
    return blocked;
  });
}

async function getResponse(): Promise<vscode.TextDocument> {
  const uri = vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, `big${requestSuffix('pull')}`);
  const document = await vscode.workspace.openTextDocument(uri.with({ scheme: 'untitled' }));
  const editor = await vscode.window.showTextDocument(document);
  await editor.edit((edit) =>
    edit.insert(
      new vscode.Position(0, 0),
      '// @connection Bench\n[{"start_date": "2021-03-14", "end_date": "2021-03-14"}]',
    ),
  );
  await vscode.commands.executeCommand('kapture.sendRequest');
  const shown = vscode.window.visibleTextEditors.find((one) => one.document.languageId === 'kapture-response');
  if (!shown) throw new Error('The response is not shown.');
  return shown.document;
}

async function queryOnce(): Promise<number> {
  const box = new TypedBox();
  const turns = monitorEventLoopDelay({ resolution: 1 });
  turns.enable();
  const asking = box.use(() => vscode.commands.executeCommand('kapture.queryDocument'));
  await box.counted();
  for (let length = 2; length < query.length; length++) {
    box.type(query.slice(0, length));
    await delay(pause);
  }
  box.type(query);
  await box.counted();
  box.accept();
  await asking;
  turns.disable();
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  return turns.max / 1e6;
}

/** Stands in for VS Code's input box, because only a user can type into one. */
class TypedBox {
  readonly #changed = new vscode.EventEmitter<string>();
  readonly #accepted = new vscode.EventEmitter<void>();
  readonly #hidden = new vscode.EventEmitter<void>();
  readonly #shown = new EventTarget();
  readonly #box: Record<string, unknown> = {
    value: '',
    onDidChangeValue: this.#changed.event,
    onDidAccept: this.#accepted.event,
    onDidHide: this.#hidden.event,
    onDidTriggerButton: new vscode.EventEmitter<void>().event,
    show: () => undefined,
    hide: () => this.#hidden.fire(),
    dispose: () => undefined,
  };

  /** Runs work whose input box is this one. */
  async use(work: () => Thenable<unknown>): Promise<void> {
    const created = Object.getOwnPropertyDescriptor(vscode.window, 'createInputBox')!;
    const shown = this.#shown;
    const box = Object.defineProperty(this.#box, 'prompt', {
      set: (prompt: string) => {
        if (/^[\d,]+ values?$/.test(prompt)) shown.dispatchEvent(new Event('counted'));
      },
    });
    Object.defineProperty(vscode.window, 'createInputBox', { ...created, value: () => box });
    try {
      await work();
    } finally {
      Object.defineProperty(vscode.window, 'createInputBox', created);
    }
  }

  /** Resolves when the box next shows a number of values. */
  async counted(): Promise<void> {
    await once(this.#shown, 'counted');
  }

  type(text: string): void {
    this.#box['value'] = text;
    this.#changed.fire(text);
  }

  accept(): void {
    this.#accepted.fire();
  }
}
