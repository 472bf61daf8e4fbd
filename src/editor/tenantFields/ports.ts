import type { Uri } from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { Log } from '../shared/log.ts';
import type { Targets } from '../shared/ports.ts';
import type { PulledCustomers } from '../shared/pulledCustomers.ts';
import type { Sender } from '../shared/sending/sender.ts';

/** The store of pulled customers, which also stores what was learned from them. */
export interface FieldStorage extends PulledCustomers {
  readonly storage: PulledCustomers['storage'] & {
    /** Fires after customers were cleared, or the store was replaced by another one. */
    onDidClear(listener: () => void): { dispose(): void };
  };
}

/** What the fields of tenants need from other features. */
export interface TenantFieldsPorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly log: Log;
  readonly customers: () => {
    /** Whether this window already uses the Customers view. */
    readonly isOpen: boolean;
    open(): Promise<FieldStorage>;
  };
  /** The file of the stored customers. */
  readonly database: Uri;
}

/** What the commands of the fields need from other features. */
export interface FieldCommandPorts {
  readonly targets: Targets;
  readonly log: Log;
  /** The exchange whose response a document shows, also one of the history. */
  readonly exchangeOf: (uri: Uri) => Promise<Exchange | undefined>;
}
