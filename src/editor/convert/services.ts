import type { TextDocument, Uri } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { ConnectionResolver, KeyOffers, RequestBodies, Targets } from '../shared/ports.ts';

/** What copying and pasting ask of the other features. */
export interface ConvertServices {
  readonly targets: Targets;
  readonly connections: ConnectionResolver & KeyOffers;
  readonly requests: RequestBodies & {
    /** Opens an unsaved request with a body. */
    openDraftOf(operation: OperationId, body: string): Promise<unknown>;
  };
  readonly edits: {
    /** What saving the document of a customer would send; the changed fields alone. */
    bodyOf(document: TextDocument): Promise<string>;
  };
  readonly responses: {
    /** The exchange that a document shows the response of, or what was sent. */
    exchangeOf(uri: Uri): Exchange | undefined;
  };
}
