import type { Event } from 'vscode';
import type { ListModule } from '../../kapture/catalogue/operation.ts';
import type { Selection, StoredPull } from '../../kapture/store/customerShapes.ts';
import type { AsyncStore } from '../../kapture/store/storeWorker.ts';

export interface PulledCustomers {
  readonly model: {
    readonly onDidChange: Event<void>;
    /** Increases whenever the data changes. */
    readonly version: number;
    /** The module whose records are shown. */
    readonly module: ListModule;
    readonly connection: string | undefined;
    readonly filter: string;
    readonly only: Selection | undefined;
    /** The current data, once all earlier changes are applied; undefined before the first pull. */
    settled(): Promise<
      | {
          readonly pull: StoredPull;
          readonly loaded: number;
          readonly matching: number;
          readonly missing: readonly unknown[];
        }
      | undefined
    >;
    /** Reads the data again, at limited intervals. */
    refreshSoon(): void;
    isRunning(pull: number): boolean;
    /** Whether any pull is running in this window. */
    readonly isPulling: boolean;
    /** Changes what the view shows. Resolves once it is shown. */
    update(change: { readonly filter?: string; readonly only?: Selection | undefined }): Promise<void>;
  };
  readonly storage: {
    /** The path of the database; undefined until it is opened. */
    readonly path: string | undefined;
    /** Opens the store. Rejects with a `StoreError`. */
    open(): Promise<AsyncStore>;
    /**
     * Opens the store in a separate thread, for long queries. Rejects with a `StoreError`, or with the reason of the
     * signal, after which no thread is started.
     */
    openReader(signal: AbortSignal): Promise<AsyncStore>;
    /** Ends the thread of {@link openReader}. Pending queries fail. */
    closeReader(): Promise<void>;
    /** Records a store error and returns a sentence about it. */
    explain(error: unknown): string;
  };
}
