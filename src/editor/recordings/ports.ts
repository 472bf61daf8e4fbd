import type { Uri } from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { Log } from '../shared/log.ts';
import type { SandboxControl } from '../shared/ports.ts';

/** What teaching the sandbox needs from other features. */
export interface RecordingPorts {
  /** The exchange whose response a document shows, also one of the history. */
  readonly exchangeOf: (uri: Uri) => Promise<Exchange | undefined>;
  readonly sandbox: SandboxControl;
  readonly log: Log;
}
