import type { Uri } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Log } from '../shared/log.ts';
import type { RequestVariables, Targets } from '../shared/ports.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';

/** What the bulk changes need from other features. */
export interface BulkPorts {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly variables: RequestVariables;
  readonly log: Log;
  readonly drafts: {
    /** Opens an unsaved request with the given body, pinned to a connection. */
    openDraftOf(operation: OperationId, body: string, connection: string): Promise<unknown>;
  };
  readonly extensionUri: Uri;
  readonly globalStorageUri: Uri;
}
