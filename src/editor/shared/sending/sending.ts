import type { Uri } from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import type { Exchange, SentRequest } from '../../../kapture/exchange/exchange.ts';
import type { RequestsConfirmation, RunRequest } from '../../../kapture/exchange/requestsConfirmation.ts';
import type { Redact } from '../../../kapture/redaction/redact.ts';
import type { RequestText } from '../documents/requestText.ts';
import type { Report } from '../questions/progress.ts';

/**
 * The body to send, or a function that creates it for the resolved connection. The function returns undefined if
 * nothing can be sent and the user was told why.
 */
export type Body = string | ((connection: Connection) => Promise<string | undefined>);

/** Where a request goes. Default: the active connection. */
export interface Destination {
  /** Name of the connection. */
  readonly connection?: string | undefined;
  /** The tenant of the data. The request is sent only through a connection to this tenant, preferably `connection`. */
  readonly tenant?: string | undefined;
  /** The connection that the user was shown. Nothing is sent if it has changed since. */
  readonly shown?: Connection | undefined;
  /** False: nothing is sent if a connection or key is missing, and the user is not asked for it. */
  readonly mayAsk?: false;
}

/** What the user, or a feature for the user, does with a request. */
export type SendAct = UserRequest | RepeatedRequest | RequestOfRun | ComparedRequest | CustomerSave | RecordRead;

/** The user sends a request and sees the response. */
export interface UserRequest {
  readonly kind: 'request';
  /** The part of a document that is sent. */
  readonly source?: RequestText | undefined;
  readonly convert?: Convert | undefined;
}

/** The user sends an earlier request again. */
export interface RepeatedRequest {
  readonly kind: 'again';
  /** Where the earlier request went. The user is asked before a write goes elsewhere. */
  readonly previousUrl: string;
  /** The document of the earlier request. */
  readonly document?: Uri | undefined;
  /** Whether the user is asked before a write to any connection. */
  readonly asksBeforeWrite: boolean;
  readonly convert: Convert;
}

/** One of several requests that are sent one after another. The run shows the progress and the responses. */
export interface RequestOfRun {
  readonly kind: 'run';
  readonly source: RequestText;
  readonly run: RequestRun & { readonly request: RunRequest };
  readonly convert?: Convert | undefined;
}

/** A request whose response is compared with another one. */
export interface ComparedRequest {
  readonly kind: 'compare';
}

/** An edited customer is saved. */
export interface CustomerSave {
  readonly kind: 'edit';
  readonly source?: RequestText | undefined;
  /** It is shown in the confirmation. */
  readonly customer: WrittenCustomer;
  /** Called after a question, which may have been open a long time. Throws to stop the save. */
  readonly recheck: () => Promise<void>;
}

/** A record is opened or compared, or read as a step of something else (`internal`). */
export interface RecordRead {
  readonly kind: 'record' | 'internal';
}

/** Lets the user convert a body that is in another dialect than the connection's. */
export type Convert = (connection: Connection) => unknown;

/** How a request is sent. */
export interface SendOptions extends Destination {
  readonly act: SendAct;
  /** Runs on Retry after a failed read. Receives the name of the connection. */
  readonly retry?: (connection: string) => unknown;
  /**
   * Receives the error message, which is otherwise shown to the user, and whether a write may have been carried out
   * nevertheless.
   */
  readonly onProblem?: ProblemListener | undefined;
}

export type ProblemListener = (sentence: string, mayHaveBeenCarriedOut: boolean) => void;

/** What requests have in common that are sent one after another. */
export interface RequestRun {
  /** Aborts the request. */
  readonly signal: AbortSignal;
  /** Shows a message in the progress of the run. */
  readonly report: Report;
  /** What the user has agreed to; undefined if nothing was asked. */
  readonly confirmation: RequestsConfirmation | undefined;
}

/** The customer that a write changes. */
export interface WrittenCustomer {
  /** Kapture's ID. */
  readonly id: string;
  readonly name: string;
  /** The current values of its fields, as far as they are known. They are shown beside the new values. */
  readonly before: Readonly<Record<string, string>>;
}

/** Who sees the response: that of an earlier request that is sent again is one of the user, too. */
export type Purpose = Exclude<SendAct['kind'], 'again' | 'internal'>;

/** The event of `Sender.onDidExchange`. */
export interface SentExchange {
  readonly exchange: Exchange;
  readonly purpose: Purpose;
  /** The part of a document that was sent; undefined if the request is not from a document. */
  readonly source: RequestText | undefined;
  /**
   * The document whose whole request was sent, even if it was sent again since. Undefined if the request is not from a
   * document, or only from a part of one.
   */
  readonly request: Uri | undefined;
  /** Whether an earlier request was sent again. */
  readonly isRepeat: boolean;
  /** Removes the auth key of the request from a text. */
  readonly redact: Redact;
  /** The ID of the record of a write, see {@link WriteRecorder}. */
  readonly record?: Promise<number | undefined> | undefined;
}

/** A request that has no response: the connection failed, or the user canceled it. */
export interface RequestWithoutResponse extends Pick<SentExchange, 'purpose'> {
  readonly operation: OperationId;
  readonly tenant: string;
}

/** A write that is about to be sent. */
export interface StartedWrite {
  readonly request: SentRequest;
  /** Removes the auth key of the request from a text. */
  readonly redact: Redact;
}

/** Records writes before they are sent, so that one whose window ends before the response is not lost. */
export interface WriteRecorder {
  /** Resolves to the ID of the record once it is stored, or to undefined if it cannot be. Never rejects. */
  readonly begin: (write: StartedWrite) => Promise<number | undefined>;
  /** Records why there is no response. Without a reason nothing was sent. */
  readonly end: (record: Promise<number | undefined>, reason: string | undefined) => void;
}
