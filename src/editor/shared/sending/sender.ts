import { Disposable, EventEmitter, type Uri } from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Connection } from '../../../kapture/connection/connection.ts';
import type { Exchange, SentRequest } from '../../../kapture/exchange/exchange.ts';
import type { RequestsConfirmation, RunRequest } from '../../../kapture/exchange/requestsConfirmation.ts';
import type { Redact } from '../../../kapture/redaction/redact.ts';
import type { RequestText } from '../documents/requestText.ts';
import type { Log } from '../log.ts';
import type { Report } from '../dialogs/progress.ts';
import type { Targets } from '../targets.ts';
import type { ClientLoader } from './clientLoader.ts';

/**
 * The body to send, or a function that creates it for the resolved connection. The function returns undefined if
 * nothing can be sent and the user was told why.
 */
export type Body = string | ((connection: Connection) => Promise<string | undefined>);

/** Where a request goes; by default, to the active connection. */
export interface Destination {
  readonly connection?: string | undefined;
  /** The tenant of the data. The request is sent only through a connection to this tenant, preferably `connection`. */
  readonly tenant?: string | undefined;
  /** The connection as it was at the click. Nothing is sent if it has changed since. */
  readonly shown?: Connection | undefined;
  /** If false, the user is not asked for a missing connection or key, and nothing is sent. */
  readonly mayAsk?: false;
}

/** The purpose of a request. It decides who sees the response, and what the user is asked before it is sent. */
export type Purpose = UserRequest | RepeatedRequest | RequestOfRun | ComparedRequest | CustomerSave | RecordRead;

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
  /** The URL of the earlier request. A write to any other URL must be confirmed. */
  readonly previousUrl: string;
  /** The document of the earlier request. */
  readonly document?: Uri | undefined;
  /** Whether a write to any connection must be confirmed. */
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
  /** The customer that the confirmation shows. */
  readonly customer: WrittenCustomer;
  /** Called after a confirmation, which may have been open a long time. Throws to stop the save. */
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
  readonly purpose: Purpose;
  /** Runs on Retry after a failed read. Receives the name of the connection. */
  readonly retry?: (connection: string) => unknown;
  /**
   * Receives the error message, which is otherwise shown to the user, and whether a write may have been carried out
   * nevertheless.
   */
  readonly onProblem?: ProblemListener | undefined;
}

export type ProblemListener = (sentence: string, mayHaveBeenCarriedOut: boolean) => void;

/** The properties that requests of a run share. */
export interface RequestRun {
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
  /** The current values of its fields, where they are known. They are shown beside the new values. */
  readonly before: Readonly<Record<string, string>>;
}

export interface SentExchange {
  readonly exchange: Exchange;
  readonly purpose: Purpose['kind'];
  /** The part of a document that was sent; undefined if the request is not from a document. */
  readonly source: RequestText | undefined;
  /**
   * The document whose whole request was sent, even if the request was sent again since. Undefined if the request is
   * not from a document, or only from a part of one.
   */
  readonly request: Uri | undefined;
  /** Removes the auth key of the request from a text. */
  readonly redact: Redact;
  /** The ID of the record of a write, see {@link WriteRecorder}. */
  readonly record?: number | undefined;
}

/** A request that has no response: the connection failed, or the user canceled it. */
export interface RequestWithoutResponse extends Pick<SentExchange, 'purpose'> {
  readonly operation: OperationId;
  readonly tenant: string;
}

export interface StartedWrite {
  readonly request: SentRequest;
  /** Removes the auth key of the request from a text. */
  readonly redact: Redact;
}

/** Records writes before they are sent, so that a write is not lost if its window ends before the response. */
export interface WriteRecorder {
  /** Resolves to the ID of the record once it is stored, or to undefined if storing failed. Never rejects. */
  readonly begin: (write: StartedWrite) => Promise<number | undefined>;
  /** Records why there is no response. Without a reason nothing was sent. */
  readonly end: (record: number | undefined, reason: string | undefined) => void;
}

/** The services that the steps of a request use. */
export interface SendServices {
  readonly targets: Targets;
  readonly clients: ClientLoader;
  readonly log: Log;
  /** Resolves once all listeners of `onDidExchange` have ended. */
  readonly notify: (sent: SentExchange) => Promise<void>;
  readonly notifyWithoutResponse: (request: RequestWithoutResponse) => void;
  readonly recorder?: WriteRecorder;
}

export type ExchangeListener = (sent: SentExchange) => void | Promise<void>;

/**
 * Sends requests with cancellable progress, asks for confirmation where needed, and reports errors. The steps are
 * loaded with the first request, because activation does not need them.
 */
export class Sender implements Disposable {
  readonly #services: SendServices & { recorder?: WriteRecorder };
  readonly #log: Log;
  readonly #listeners = new Set<ExchangeListener>();
  readonly #withoutResponse = new EventEmitter<RequestWithoutResponse>();
  readonly onDidEndWithoutResponse = this.#withoutResponse.event;

  constructor(targets: Targets, clients: ClientLoader, log: Log) {
    this.#log = log;
    this.#services = {
      targets,
      clients,
      log,
      notify: (sent) => this.#notify(sent),
      notifyWithoutResponse: (request) => this.#withoutResponse.fire(request),
    };
  }

  /** Calls the listeners. A listener that fails affects neither the others nor the request, which was sent. */
  async #notify(sent: SentExchange): Promise<void> {
    const running = [...this.#listeners].map(async (listener) => listener(sent));
    for (const result of await Promise.allSettled(running))
      if (result.status === 'rejected') this.#log.error('The response could not be processed.', result.reason);
  }

  /** Fires for every response, whatever its outcome. `send` waits for all listeners. Their errors are logged. */
  onDidExchange(listener: ExchangeListener): Disposable {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  }

  recordWrites(recorder: WriteRecorder): void {
    this.#services.recorder = recorder;
  }

  /**
   * Sends a request. Returns undefined if there is no response: it failed, which was reported, or the user canceled.
   */
  async send(operation: OperationId, body: Body, options: SendOptions): Promise<Exchange | undefined> {
    const { sendRequest } = await import('./sendRequest.ts');
    return sendRequest(operation, body, options, this.#services);
  }

  dispose(): void {
    this.#listeners.clear();
    this.#withoutResponse.dispose();
  }
}
