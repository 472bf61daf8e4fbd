import type { EventEmitter, Uri } from 'vscode';
import type { Exchange } from '../../../kapture/exchange/exchange.ts';
import type { PartialExchange } from '../../../kapture/exchange/partialExchange.ts';
import type { Log } from '../../shared/log.ts';
import type { Reception } from '../../shared/sending/reception.ts';
import type { PartialResponse } from '../partialResponse.ts';
import { responseName } from '../opening/responseName.ts';
import { firstPartEnd } from './responseParts.ts';

/** How often the size of what has been received is updated, in milliseconds. */
const refreshMs = 500;

interface EarlyDocument {
  readonly uri: Uri;
  /** Whether it could be opened. */
  readonly opened: Promise<boolean>;
}

/** The part of the documents of responses that is needed here. */
interface ReplaceableResponses {
  add(response: PartialResponse, name: string): Uri;
  replace(uri: Uri, response: Exchange | PartialResponse): void;
  partialOf(uri: Uri): PartialResponse | undefined;
  readonly changed: EventEmitter<Uri>;
}

interface Ports {
  readonly documents: ReplaceableResponses;
  readonly log: Log;
  /** Updates the code lenses. */
  readonly lensesChanged: EventEmitter<void>;
  /** Called when a response is complete, is requested again, or has failed. */
  readonly changed: () => void;
}

/** Opens long responses as soon as their first part has been received. */
export class EarlyDocuments {
  readonly #ports: Ports;
  readonly #opened = new WeakMap<Reception, EarlyDocument>();
  #refresh: NodeJS.Timeout | undefined;

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** Follows what is received. */
  update(reception: Reception): void {
    const document = this.#opened.get(reception);
    if (document && reception.state === 'receiving') this.#progressed();
    else if (document) this.#ports.changed();
    if (reception.state === 'receiving') this.#show(reception, document);
  }

  /**
   * Shows the complete response in the document that was opened early. Resolves to false if there is none. A document
   * that the user has closed stays closed.
   */
  async complete(reception: Reception, exchange: Exchange): Promise<boolean> {
    const document = this.#opened.get(reception);
    if (!document) return false;
    const { documents, changed } = this.#ports;
    documents.replace(document.uri, exchange);
    changed();
    const isOpened = await document.opened;
    documents.changed.fire(document.uri);
    return isOpened;
  }

  /** Shows the first part once it is complete, also that of another attempt. */
  #show(reception: Reception, document: EarlyDocument | undefined): void {
    const { documents } = this.#ports;
    const { received } = reception;
    if (document && documents.partialOf(document.uri)?.shown === received) return;
    const partial = firstPartOf(reception, received);
    if (!partial) return;
    if (document) {
      documents.replace(document.uri, partial);
      void document.opened.then(() => documents.changed.fire(document.uri));
      return;
    }
    const uri = documents.add(partial, responseName(received, true));
    this.#opened.set(reception, { uri, opened: this.#open(uri) });
  }

  async #open(uri: Uri): Promise<boolean> {
    try {
      const { openBeside } = await import('../opening/index.ts');
      await openBeside(uri, false);
      return true;
    } catch (error) {
      this.#ports.log.error('A response could not be opened while it was received.', error);
      return false;
    }
  }

  #progressed(): void {
    this.#refresh ??= setTimeout(() => {
      this.#refresh = undefined;
      this.#ports.lensesChanged.fire();
    }, refreshMs);
  }

  dispose(): void {
    clearTimeout(this.#refresh);
  }
}

function firstPartOf(reception: Reception, shown: PartialExchange): PartialResponse | undefined {
  const end = firstPartEnd(shown.response.records);
  return end === undefined ? undefined : { reception, shown, end };
}
