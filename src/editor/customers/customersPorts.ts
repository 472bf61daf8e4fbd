import type { Uri } from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { StoredPull } from '../../kapture/store/customerShapes.ts';
import type { Targets } from '../shared/targets.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';
import type { Sender } from '../shared/sending/sender.ts';

/** What the Customers view needs from other features. */
export interface CustomersPorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly clients: ClientLoader;
  readonly fields: {
    /** Learns the fields of the customers of a pull that has ended. */
    learnPull(pull: StoredPull): Promise<void>;
  };
  readonly drafts: {
    /** Opens an unsaved request with these fields filled in, pinned to a connection. */
    openDraft(
      operation: 'get' | 'update',
      fields: Readonly<Record<string, string>>,
      connection: string,
    ): Promise<unknown>;
    /** Opens an unsaved request with this body, in the dialect of the connection that it is pinned to. */
    openDraftOf(operation: 'add', body: string, connection: string): Promise<unknown>;
  };
  readonly responses: {
    /** Opens a response beside the active editor. */
    show(exchange: Exchange): Promise<void>;
    /** The exchange whose request or response a document shows. */
    exchangeOf(uri: Uri): Exchange | undefined;
  };
}
