import type * as vscode from 'vscode';
import type { Customer } from '../../kapture/records/customer.ts';
import type { Log } from '../shared/log.ts';
import type { CustomerKeeper } from './customerKeeper.ts';
import type { CustomerPulls } from './customerPulls.ts';
import type { CustomersModel } from './customersModel.ts';
import type { CustomersNode } from './customersNodes.ts';
import type { CustomersPorts } from './customersPorts.ts';
import type { CustomersTree } from './customersTree.ts';
import type { RecordDocuments } from './recordDocuments.ts';

/** The parts of the Customers view that its commands use. */
export interface CustomersParts {
  readonly context: vscode.ExtensionContext;
  readonly view: vscode.TreeView<CustomersNode>;
  readonly ports: CustomersPorts;
  readonly log: Log;
  readonly keeper: CustomerKeeper;
  readonly model: CustomersModel;
  readonly tree: CustomersTree;
  readonly records: RecordDocuments;
  readonly pulls: CustomerPulls;
  /** Stores a fetched record, without the auth key. */
  put(tenant: string, customer: Customer): Promise<void>;
}
