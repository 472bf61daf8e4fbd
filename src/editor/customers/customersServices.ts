import type * as vscode from 'vscode';
import type { Uri } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { StoredPull } from '../../kapture/store/customerShapes.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/targets.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';
import type { Sender } from '../shared/sending/sender.ts';
import type { CustomersModel } from './customersModel.ts';
import type { CustomerPulls } from './pulls/customerPulls.ts';
import type { FetchedRecords } from './records/fetchedRecords.ts';
import type { RecordDocuments } from './records/recordDocuments.ts';
import type { CustomerStorage } from './storage/customerStorage.ts';
import type { CustomersNode } from './tree/customersNodes.ts';
import type { CustomersTree } from './tree/customersTree.ts';

export interface CustomersServices {
  readonly context: vscode.ExtensionContext;
  readonly view: vscode.TreeView<CustomersNode>;
  readonly ports: CustomersPorts;
  readonly log: Log;
  readonly storage: CustomerStorage;
  readonly model: CustomersModel;
  readonly tree: CustomersTree;
  readonly records: RecordDocuments;
  readonly fetched: FetchedRecords;
  readonly pulls: CustomerPulls;
}

/** What the Customers view needs from other features. */
export interface CustomersPorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly clients: ClientLoader;
  readonly fields: {
    /** Learns the fields of the customers of a pull that has ended. */
    learnPull(pull: StoredPull): Promise<void>;
  };
  readonly drafts: {
    /** Opens an unsaved request with these fields filled in, pinned to a connection. */
    openDraft(operation: OperationId, fields: Readonly<Record<string, string>>, connection: string): Promise<unknown>;
    /** Opens an unsaved request with this body, in the dialect of the connection that it is pinned to. */
    openDraftOf(operation: 'add', body: string, connection: string): Promise<unknown>;
  };
  readonly responses: {
    /** Opens a response beside the active editor. */
    show(exchange: Exchange): Promise<void>;
    /** The exchange whose request or response a document shows. */
    exchangeOf(uri: Uri): Exchange | undefined;
  };
}
