import type * as vscode from 'vscode';
import type { Log } from '../shared/log.ts';
import type { CustomerStorage } from './storage/customerStorage.ts';
import type { CustomerPulls } from './pulls/customerPulls.ts';
import type { CustomersModel } from './customersModel.ts';
import type { CustomersNode } from './tree/customersNodes.ts';
import type { CustomersPorts } from './customersPorts.ts';
import type { CustomersTree } from './tree/customersTree.ts';
import type { FetchedRecords } from './records/fetchedRecords.ts';
import type { RecordDocuments } from './records/recordDocuments.ts';

/** The parts of the Customers view. */
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
