import type { Event, TextDocument, Uri } from 'vscode';
import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Connection } from '../../kapture/connection/connection.ts';
import type { NamedRequestId } from '../../kapture/namedRequests/readNamedRequests.ts';
import type { VariableLookup } from '../../kapture/variables/variables.ts';
import type { RequestText } from './documents/requestText.ts';

export interface Drafts {
  /** Opens a request with a body, pinned to a connection and in its dialect. */
  openDraftOf(operation: OperationId, body: string, connection: string): Promise<unknown>;
}

export interface OperationRequest {
  readonly operation: OperationId;
  readonly request: RequestText;
  /** The name of the request in a file with several. */
  readonly name?: string | undefined;
}

/** The body of a request as it would be sent, and the values that its variables were replaced with. */
export interface ReadBody {
  /** The part of the document that is the request, with its variables. */
  readonly text: string;
  readonly body: string;
  readonly lookup: VariableLookup;
}

/** The bodies of requests in editors, as they would be sent. */
export interface RequestBodies {
  /**
   * The body of a document, or of a part of it, with its variables replaced. Undefined if it cannot be sent, which the
   * user was told.
   */
  bodyOf(
    operation: OperationId,
    source: TextDocument | RequestText,
    connection: Connection,
  ): Promise<string | undefined>;
  /**
   * Like {@link bodyOf}, with the values of the variables. `answers` has the answers to the questions of the request,
   * which are otherwise asked.
   */
  readBody(
    operation: OperationId,
    source: TextDocument | RequestText,
    connection: Connection,
    answers?: VariableLookup,
  ): Promise<ReadBody | undefined>;
  /**
   * A request of a file with several: the one with an ID, or else the one at the cursor, or the one that the user
   * selects. Undefined if it cannot be sent, which the user was told, or if the user cancels.
   */
  namedRequest(document: TextDocument, id?: NamedRequestId): Promise<OperationRequest | undefined>;
}

/** The values of variables in requests. */
export interface RequestVariables {
  /** Fires when the value of a variable may have changed. */
  readonly onDidChange: Event<void>;
  /** The values for sending a document once to a connection. */
  lookupFor(document: Uri, connection: Connection): Promise<VariableLookup>;
  /**
   * Lookups for sending parts of a document one after another: each call of the result returns one with new generated
   * values.
   */
  lookupsFor(document: Uri, connection: Connection): Promise<() => VariableLookup>;
  /**
   * Asks the questions of a request (`{{?…}}`). Returns the lookup with the answers; undefined if the user
   * cancels.
   */
  answer(text: string, lookup: VariableLookup, connection: Connection): Promise<VariableLookup | undefined>;
  /** The values that are available immediately, for diagnostics while the user types. */
  knownLookup(document: TextDocument): VariableLookup;
}

/** The argument that a history entry passes to the commands of its menu: the request that was sent. */
export interface HistoryEntryRequest {
  readonly operation: OperationId;
  readonly url: string;
  readonly body: string;
  readonly connection: string;
}
