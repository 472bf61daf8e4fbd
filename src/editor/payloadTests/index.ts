import * as vscode from 'vscode';
import type { RunPorts } from './ports.ts';
import { registerTakenVariables } from './takenVariables.ts';
import { watchTestFiles } from './testDiagnostics.ts';
import { snapshotTag, TestItems } from './testItems.ts';
import { TestRuns } from './testRuns.ts';

export { updateSnapshots } from './updateSnapshots.ts';
export { openExamples, openNewTest } from './testDrafts.ts';
export type ExplorerPorts = RunPorts;

/** The payload tests in the Test Explorer. */
export class PayloadTestExplorer implements vscode.Disposable {
  readonly controller = vscode.tests.createTestController('kapture.tests', vscode.l10n.t('Kapture Payload Tests'));
  readonly profile: vscode.TestRunProfile;
  /** Runs the cases with snapshots, and stores these. */
  readonly snapshotProfile: vscode.TestRunProfile;
  readonly items: TestItems;
  readonly #subscriptions: vscode.Disposable;

  constructor(ports: ExplorerPorts) {
    this.#subscriptions = vscode.Disposable.from(registerTakenVariables(), watchTestFiles(ports.variables));
    this.items = new TestItems(this.controller, ports.log);
    const runs = new TestRuns(this.controller, this.items, ports);
    this.profile = this.controller.createRunProfile(
      vscode.l10n.t('Run'),
      vscode.TestRunProfileKind.Run,
      (request, token) => runs.run(request, token),
      true,
      undefined,
      true,
    );
    this.snapshotProfile = this.controller.createRunProfile(
      vscode.l10n.t('Update Snapshots'),
      vscode.TestRunProfileKind.Run,
      (request, token) => runs.run(request, token, 'update'),
      false,
      snapshotTag,
    );
    this.controller.resolveHandler = (item) =>
      item ? this.items.read(item).then(() => undefined) : this.items.findAll();
    this.controller.refreshHandler = () => this.items.findAll();
    this.items.findAll().catch((error: unknown) => ports.log.error('payload tests', error));
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.items.dispose();
    this.controller.dispose();
  }
}
