import type { Uri } from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Exchange, SentRequest } from '../../../kapture/exchange/exchange.ts';
import type { Redact } from '../../../kapture/redaction/redact.ts';
import type { RequestText } from '../documents/requestText.ts';
import type { Finding } from './findingOf.ts';
import type { UncertainWrite } from './uncertainWrite.ts';

/**
 * Why a request was sent:
 * - `request`: the user sent it and sees the response
 * - `run`: the user sent it with others, and sees the responses in a list
 * - `edit`: an edited customer was saved
 * - `record`: a record is opened or compared
 * - `compare`: the user sent it to compare its response with another one
 * - `internal`: an intermediate read, which is only reported to listeners of `Sender.afterExchange`
 */
export type Purpose = 'request' | 'run' | 'edit' | 'record' | 'compare' | 'internal';

/** The event of `Sender.onDidExchange`. */
export interface SentExchange {
  readonly exchange: Exchange;
  readonly purpose: Exclude<Purpose, 'internal'>;
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
export interface RequestWithoutResponse {
  readonly operation: OperationId;
  readonly tenant: string;
  readonly purpose: Exclude<Purpose, 'internal'>;
  /** As in {@link SentExchange}. */
  readonly request: Uri | undefined;
  /** When the user sent it, before any question, in epoch milliseconds. */
  readonly startedAt: number;
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
  /** Records what a later read of its customer found of a write. */
  readonly noteFound: (write: UncertainWrite, tenant: string, finding: Finding) => void;
}
