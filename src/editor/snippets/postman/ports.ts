import type { TreeView, Uri } from 'vscode';
import type { Log } from '../../shared/log.ts';
import type { ConnectionResolver, KeyOffers, RequestVariables, Targets } from '../../shared/ports.ts';
import type { RequestsNode } from '../requestNodes.ts';
import type { PersonalFiles } from '../personalFiles.ts';
import type { RequestFiles } from '../requestFiles.ts';
import type { RequestStore } from '../requestStore.ts';

/** The request files of the Requests view. */
export interface SavedRequests {
  readonly store: RequestStore;
  readonly files: RequestFiles;
  readonly personal: PersonalFiles;
}

/** What Postman collections need from other features. */
export interface PostmanPorts {
  readonly targets: Targets;
  readonly connections: ConnectionResolver & KeyOffers;
  readonly variables: RequestVariables;
  readonly log: Log;
  /** The folder of the extension, which has the worker script. */
  readonly extensionUri: Uri;
  readonly snippets: {
    readonly view: TreeView<RequestsNode>;
    open(): Promise<{ readonly saved: SavedRequests }>;
  };
}
