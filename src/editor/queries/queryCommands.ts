import type { ExtensionContext, Uri } from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { CommandId } from '../shared/commandMap.ts';
import type { Log } from '../shared/log.ts';
import type { PulledCustomers } from '../shared/pulledCustomers.ts';

export const queryCommands = [
  'kapture.queryDocument',
  'kapture.queryCustomers',
  'kapture.openQuery',
  'kapture.editQuery',
  'kapture.copyQueryValues',
  'kapture.toggleQueryPaths',
  'kapture.saveQuery',
  'kapture.saveQueryValues',
] as const satisfies readonly CommandId[];

export type QueryCommand = (typeof queryCommands)[number];

export interface QueryPorts {
  readonly context: ExtensionContext;
  readonly log: Log;
  /** The exchange whose response a document shows, also one of the history. */
  readonly exchangeOf: (uri: Uri) => Promise<Exchange | undefined>;
  readonly customers: () => Promise<PulledCustomers>;
}
