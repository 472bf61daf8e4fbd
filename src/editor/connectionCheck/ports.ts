import type { Uri } from 'vscode';
import type { CheckReport } from '../../kapture/connectionCheck/checkReport.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';
import type { Log } from '../shared/log.ts';
import type { ConnectionEntries, Targets } from '../shared/ports.ts';
import type { PulledCustomers } from '../shared/pulledCustomers.ts';

/** The reports of this session. */
export interface Reports {
  /** Adds a report, in place of an open one of its connection. Returns the URI of its document. */
  add(report: CheckReport): Uri;
  /** The report of a document. Undefined if it is no longer available; the user has then been told. */
  findOrTell(uri: Uri | undefined): CheckReport | undefined;
}

/** What the check of a connection needs from other features. */
export interface ConnectionCheckPorts {
  readonly targets: Targets;
  readonly connections: ConnectionEntries;
  readonly clients: ClientLoader;
  readonly log: Log;
  customers(): Promise<Pick<PulledCustomers, 'storage'>>;
}
