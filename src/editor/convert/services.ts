import type { TextDocument, Uri } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { Log } from '../shared/log.ts';
import type { ConnectionResolver, KeyOffers, RequestBodies, Targets } from '../shared/ports.ts';

/** What this feature needs from the others. */
export interface ConvertServices {
  readonly log: Log;
  readonly targets: Targets;
  readonly connections: ConnectionResolver & KeyOffers;
  readonly requests: RequestBodies & {
    /** Opens an unsaved request with a body, pinned to a connection if one is given. */
    openDraftOf(operation: OperationId, body: string, connection?: string): Promise<TextDocument>;
    /** Pins an open request to a connection. */
    pin(document: TextDocument, connection: string): Promise<void>;
  };
  readonly edits: {
    /** The body that saving a customer document would send: only the changed fields. */
    bodyOf(document: TextDocument): Promise<string>;
  };
  /**
   * The exchange whose request or response a document of this window or of the history shows; one without a response
   * only with `needsResponse: false`.
   */
  readonly exchangeOf: (uri: Uri, needsResponse: boolean) => Promise<Exchange | undefined>;
}
