import type { Uri } from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { Log } from '../shared/log.ts';

/** What the commands need from other features. */
export interface ResponseValuePorts {
  /** The exchange whose response a document shows, also one of the history. */
  readonly exchangeOf: (uri: Uri) => Promise<Exchange | undefined>;
  readonly responses: {
    /** The text that a request was sent from, with its variables; undefined if it is unknown. */
    requestTextOf(exchange: Exchange): string | undefined;
  };
  readonly variables: {
    /** Whether `{{$last.…}}` stands for this response, and not for a later one. */
    isLast(exchange: Exchange): boolean;
  };
  readonly log: Log;
}
