import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { ClientLoader } from '../shared/sending/clientLoader.ts';
import type { Targets } from '../shared/ports.ts';
import type { Sender } from '../shared/sending/sender.ts';

/** Opens an unsaved request with these fields filled in, pinned to a connection. */
export type OpenDraft = (
  operation: 'get' | 'update',
  fields: Readonly<Record<string, string>>,
  connection: string,
) => unknown;

/** What the customers view asks of other features. */
export interface CustomersPorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly clients: ClientLoader;
  readonly openDraft: OpenDraft;
  /** Opens a response beside what is there. */
  showResponse(exchange: Exchange): Promise<void>;
}
