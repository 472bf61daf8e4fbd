import type { Uri } from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Addresses, KeyOffers, RequestBodies, Targets } from '../shared/ports.ts';

/** What copying and pasting ask of the other features. */
export interface ConvertServices {
  readonly targets: Targets;
  readonly addresses: Addresses;
  readonly keyOffers: KeyOffers;
  readonly requests: RequestBodies;
  /** The exchange that a document shows the response of, or what was sent. */
  readonly exchangeOf: (uri: Uri) => Exchange | undefined;
  /** Opens an unsaved request with a body. */
  readonly openDraftOf: (operation: OperationId, body: string) => Promise<unknown>;
}
