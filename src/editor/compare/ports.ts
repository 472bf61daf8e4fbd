import type { TextDocument, TreeView, Uri } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { Log } from '../shared/log.ts';
import type { RequestBodies, Targets } from '../shared/ports.ts';
import type { Sender } from '../shared/sending/sender.ts';

/** A row of the Customers view: a customer, or something else. */
export type CustomerRow = { readonly kind: 'customer' } & RecordReference;

/** The records of the Customers view. */
export interface StoredRecords {
  /** The text of a record as the view has it; undefined if it is not stored. */
  record(tenant: string, id: string): Promise<string | undefined>;
  /** The text of a record as it was pulled; undefined if it was not pulled. */
  pulledRecord(tenant: string, id: string): Promise<string | undefined>;
}

/** What comparisons need from other features. */
export interface ComparePorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly log: Log;
  /** The extension's global storage. */
  readonly storage: Uri;
  readonly requests: RequestBodies;
  readonly responses: {
    /** The exchange whose response or headers a document shows. */
    exchangeOf(uri: Uri): Exchange | undefined;
    /** The document that the request of an exchange is from, as a whole. */
    requestOf(exchange: Exchange): Uri | undefined;
  };
  readonly customers: {
    readonly view: Pick<TreeView<CustomerRow | { readonly kind: string }>, 'selection'>;
    open(): Promise<{ readonly model: StoredRecords }>;
  };
}

/** A request for one of the compared connections. */
export interface ComparedRequest {
  readonly document: TextDocument;
  readonly operation: OperationId;
  readonly connection: Connection;
}
