import { existsSync, mkdirSync } from 'node:fs';
import * as vscode from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { PlanStore } from '../../kapture/bulk/plans/planDatabase.ts';
import { startPlanThread, type PlanThread } from '../../kapture/bulk/plans/planThread.ts';
import type { HistoryRun, HistoryRunUpdate } from '../../kapture/store/historyRuns.ts';
import type { Log } from '../shared/log.ts';
import type { RequestVariables } from '../shared/requestBodies.ts';
import type { Targets } from '../shared/targets.ts';
import { showWarning } from '../shared/dialogs/messages.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';

export interface BulkContext {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly variables: RequestVariables;
  readonly log: Log;
  readonly drafts: {
    /** Opens an unsaved request with the given body, pinned to a connection. `notes` become comments. */
    openDraftOf(operation: OperationId, body: string, connection: string, notes: readonly string[]): Promise<unknown>;
  };
  readonly history: {
    /** Resolves to undefined once the window closes. */
    open(): Promise<{ readonly storage: RunHistory } | undefined>;
  };
  /** The state of the extension, shared by all windows. */
  readonly state: vscode.Memento;
  readonly extensionUri: vscode.Uri;
  readonly globalStorageUri: vscode.Uri;
}

/** The runs in the history. Its failures are shown in its view. */
export interface RunHistory {
  /** Stores a run, or its outcome so far. */
  addRun(run: HistoryRun | HistoryRunUpdate): Promise<void>;
  /** Records that only these plans still exist. */
  keepPlans(plans: readonly number[]): Promise<void>;
}

/** What the commands that create and show plans use. */
export interface PlanPlace {
  readonly context: BulkContext;
  readonly plans: Plans;
  readonly show: (plan: number) => Promise<void>;
}

/** The plans on this machine, which a worker thread reads and writes. */
export class Plans implements vscode.Disposable {
  readonly #context: BulkContext;
  #thread: PlanThread | undefined;

  constructor(context: BulkContext) {
    this.#context = context;
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
    return vscode.Uri.joinPath(this.#context.globalStorageUri, 'plans.db').fsPath;
  }

  #start(): PlanThread {
    const { globalStorageUri, extensionUri, log } = this.#context;
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
