import type * as vscode from 'vscode';
import type { Customer } from '../../kapture/records/customer.ts';
import type { Log } from '../shared/log.ts';
import type { CustomerStorage } from './storage/customerStorage.ts';
import type { CustomerPulls } from './pulls/customerPulls.ts';
import type { CustomersModel } from './customersModel.ts';
import type { CustomersNode } from './tree/customersNodes.ts';
import type { CustomersPorts } from './customersPorts.ts';
import type { CustomersTree } from './tree/customersTree.ts';
import type { RecordDocuments } from './records/recordDocuments.ts';

/** What the commands of the Customers view use. */
export interface CustomersServices {
  readonly context: vscode.ExtensionContext;
  readonly view: vscode.TreeView<CustomersNode>;
  readonly ports: CustomersPorts;
  readonly log: Log;
  readonly storage: CustomerStorage;
  readonly model: CustomersModel;
  readonly tree: CustomersTree;
  readonly records: RecordDocuments;
  readonly pulls: CustomerPulls;
  /** Stores a fetched record, without the auth key. */
  put(tenant: string, customer: Customer): Promise<void>;
}
