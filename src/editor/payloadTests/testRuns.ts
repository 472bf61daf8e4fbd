import * as vscode from 'vscode';
import { PatternThread } from '../../kapture/payloadTests/patternThread.ts';
import type { SnapshotMode } from '../../kapture/payloadTests/snapshots.ts';
import { showWarning } from '../shared/questions/messages.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { RunPorts } from './ports.ts';
import { runCases } from './runCases.ts';
import { runOnSave } from './runOnSave.ts';
import { selectCases } from './selectCases.ts';
import type { TestItems } from './testItems.ts';

/** Runs the tests that the Test Explorer requests, one case at a time, against the active connection. */
export class TestRuns {
  readonly #controller: vscode.TestController;
  readonly #items: TestItems;
  readonly #ports: RunPorts;

  constructor(controller: vscode.TestController, items: TestItems, ports: RunPorts) {
    this.#controller = controller;
    this.#items = items;
    this.#ports = ports;
  }

  async run(
    request: vscode.TestRunRequest,
    token: vscode.CancellationToken,
    mode: SnapshotMode = 'add',
  ): Promise<void> {
    if (request.continuous) await runOnSave(this.#items, request, token, (saved) => this.#runOnce(saved, token, 'add'));
    else await this.#runOnce(request, token, mode);
  }

  async #runOnce(request: vscode.TestRunRequest, token: vscode.CancellationToken, mode: SnapshotMode): Promise<void> {
    const run = this.#controller.createTestRun(request);
    const abort = new AbortController();
    const patterns = new PatternThread(this.#ports.patternScript);
    const canceled = vscode.Disposable.from(
      token.onCancellationRequested(() => abort.abort()),
      run.token.onCancellationRequested(() => abort.abort()),
    );
    try {
      if (!vscode.workspace.isTrusted) {
        const manage = {
          title: vscode.l10n.t('Manage Workspace Trust'),
          run: () => vscode.commands.executeCommand('workbench.trust.manage'),
        };
        void showWarning(
          vscode.l10n.t('Nothing was run: payload tests in this folder do not run in Restricted Mode.'),
          this.#ports.log,
          manage,
        );
        return;
      }
      const selected = await selectCases(this.#items, request, run);
      await runCases(selected, run, this.#ports, { abort, patterns, mode });
    } catch (error) {
      this.#ports.log.error('payload tests', error);
      run.appendOutput(
        `${vscode.l10n.t('The run stopped: {0}', oneLine(error instanceof Error ? error.message : String(error)))}\r\n`,
      );
    } finally {
      canceled.dispose();
      await patterns.close();
      run.end();
    }
  }
}
