import type * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import type { RequestVariables, Targets } from '../shared/ports.ts';
import type { Sender } from '../shared/sending/sender.ts';

/** What the documents of customers ask of other features. */
export interface EditPorts {
  readonly targets: Targets;
  readonly sender: Sender;
  readonly variables: RequestVariables & { remember(exchange: Exchange): void };
  /** Marks in a document what Kapture refused of it. */
  readonly mark: (document: vscode.TextDocument, exchange: Exchange) => void;
}
