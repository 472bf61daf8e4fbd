import { existsSync, mkdirSync } from 'node:fs';
import * as vscode from 'vscode';
import type { PlanStore } from '../../kapture/bulk/plans/planStore.ts';
import { startPlanThread, type PlanThread } from '../../kapture/bulk/plans/planThread.ts';
import { showWarning } from '../shared/questions/messages.ts';
import type { BulkPorts } from './ports.ts';

/** The plans on this machine, which a worker thread reads and writes. */
export class Plans implements vscode.Disposable {
  readonly #ports: BulkPorts;
  #thread: PlanThread | undefined;

  constructor(ports: BulkPorts) {
    this.#ports = ports;
  }

  /** Calls reject with a `PlanError`, or with a `StoreError` of the database. */
  get store(): PlanStore {
    if (!this.#thread || this.#thread.ended.aborted) this.#thread = this.#start();
    return this.#thread.store;
  }

  /** Whether a plan was ever made on this machine. */
  get exist(): boolean {
    return existsSync(this.#path);
  }

  get #path(): string {
    return vscode.Uri.joinPath(this.#ports.globalStorageUri, 'plans.db').fsPath;
  }

  #start(): PlanThread {
    const { globalStorageUri, extensionUri, log } = this.#ports;
    mkdirSync(globalStorageUri.fsPath, { recursive: true });
    const script = vscode.Uri.joinPath(extensionUri, 'dist', 'plan-worker.mjs').fsPath;
    return startPlanThread(script, this.#path, (file) => {
      const sentence = vscode.l10n.t(
        'The plans could not be read and were moved to {0}. New plans are saved in a new file.',
        file,
      );
      log.error(sentence);
      void showWarning(sentence);
    });
  }

  dispose(): void {
    void this.#thread?.finish();
  }
}
