import type { Memento, Uri } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { HistoryRun, HistoryRunUpdate } from '../../kapture/store/historyRuns.ts';
import type { Log } from '../shared/log.ts';
import type { RequestVariables, Targets } from '../shared/ports.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';

/** The runs in the history. Its failures are shown in its view. */
export interface RunHistory {
  /** Stores a run, or its outcome so far. */
  addRun(run: HistoryRun | HistoryRunUpdate): Promise<void>;
  /** Records that only these plans still exist. */
  keepPlans(plans: readonly number[]): Promise<void>;
}

/** Shows in the Customers view what runs change. */
export interface RunChanges {
  /** Shows records, by ID, in the pull that has these customers. */
  showRecords(source: RunSource, records: ReadonlyMap<string, string>): Promise<void>;
  /** Fetches the records that are open in an editor and that a run has changed. */
  fetchOpen(source: RunSource): Promise<void>;
  /** Shows customers that were added since a time, in epoch milliseconds. */
  showAdded(source: RunSource, since: number): Promise<void>;
}

/** The tenant of a run, and the connection that it uses. */
export interface RunSource {
  readonly tenant: string;
  readonly connection: string;
}

/** What the bulk changes need from other features. */
export interface BulkPorts {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly variables: RequestVariables;
  readonly log: Log;
  readonly drafts: {
    /** Opens an unsaved request with the given body, pinned to a connection. `notes` become comments. */
    openDraftOf(operation: OperationId, body: string, connection: string, notes: readonly string[]): Promise<unknown>;
  };
  readonly history: {
    /** Undefined once the window closes. */
    open(): Promise<{ readonly storage: RunHistory } | undefined>;
  };
  /** The Customers view, which is loaded on first use. */
  customers(): Promise<{ readonly changes: RunChanges }>;
  readonly fields: {
    /** Learns the fields of a tenant from responses to Get. Never rejects. */
    learnReads(exchanges: readonly Exchange[]): Promise<void>;
  };
  /** Of the extension. */
  readonly state: Memento;
  readonly extensionUri: Uri;
  readonly globalStorageUri: Uri;
}
