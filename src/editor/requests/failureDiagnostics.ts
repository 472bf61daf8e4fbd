import * as vscode from 'vscode';
import { failures, type FailureReason } from '../../kapture/catalogue/failures.ts';
import type { FieldPath, OperationForm } from '../../kapture/catalogue/form.ts';
import { pathOfField } from '../../kapture/catalogue/forms.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { bodyOffset } from '../../kapture/exchange/requestBody.ts';
import { RequestPlaces, type Place } from '../../kapture/exchange/requestPlaces.ts';
import { shownMessage } from '../../kapture/problem/problem.ts';
import type { RequestText } from '../shared/documents/requestText.ts';
import { diagnosticSource } from '../shared/ids.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/** The request that the server rejected, and the documented failure that it reported. */
export interface Refusal {
  readonly request: RequestText;
  /** The form in which the request was sent. */
  readonly form: OperationForm;
  readonly failure: FailureReason | undefined;
  /** The connection and the tenant that the request was sent to. */
  readonly target: Pick<Exchange, 'connection' | 'tenant'>;
}

/**
 * Diagnostics for failures reported by the server, on the field of the request that caused them. They are removed when
 * the text changes or the next request succeeds.
 */
export class FailureDiagnostics implements vscode.Disposable {
  /** The rejected request of each document with a diagnostic. It may be only a part of the document. */
  readonly #refusals = new Map<string, Refusal>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('kapture-failures');
  readonly #subscriptions = vscode.Disposable.from(
    this.#diagnostics,
    this.#changed,
    vscode.workspace.onDidChangeTextDocument(
      ({ document, contentChanges }) => contentChanges.length && this.#clear(document.uri),
    ),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#clear(uri)),
  );

  /** Shows the failure that a response reports on a request of a form, or removes the previous one. */
  show(request: RequestText, { connection, tenant, response }: Exchange, form: OperationForm): void {
    const { document, text, offset, version } = request;
    const { outcome, failure, message, trouble } = response.reading;
    // A rejected key or a server error is not about the request, and the text may have changed since it was sent.
    if (outcome !== 'failed' || trouble || message === undefined || document.isClosed || document.version !== version) {
      this.#clear(document.uri);
      return;
    }
    this.#refusals.set(document.uri.toString(), { request, form, failure, target: { connection, tenant } });
    const spans = spansOf(failure, text, form);
    this.#diagnostics.set(
      document.uri,
      spans.map((span) => {
        const range = new vscode.Range(
          document.positionAt(offset + span.offset),
          document.positionAt(offset + span.offset + span.length),
        );
        const diagnostic = new vscode.Diagnostic(
          range,
          oneLine(shownMessage(message), 500),
          vscode.DiagnosticSeverity.Error,
        );
        diagnostic.source = diagnosticSource;
        if (failure) diagnostic.code = failure;
        return diagnostic;
      }),
    );
    this.#changed.fire();
  }

  /** The rejected request of a document; undefined if it has no diagnostics. */
  refusalOf(document: vscode.TextDocument): Refusal | undefined {
    return this.#refusals.get(document.uri.toString());
  }

  #clear(uri: vscode.Uri): void {
    if (!this.#refusals.delete(uri.toString())) return;
    this.#diagnostics.delete(uri);
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** The documented failure of one of our diagnostics; undefined for any other diagnostic. */
export function failureOfDiagnostic({ source, code }: vscode.Diagnostic): FailureReason | undefined {
  return source === diagnosticSource && typeof code === 'string' && Object.hasOwn(failures, code)
    ? (code as FailureReason)
    : undefined;
}

/**
 * The spans of the fields that cause a failure, or of the first character of the body if the request has none of them.
 */
function spansOf(failure: FailureReason | undefined, text: string, form: OperationForm): Place[] {
  const places = new RequestPlaces(text);
  const fields = failure ? failures[failure].fields : [];
  const spans = fields
    .map((field) => places.valueOf(pathOfField(form, field) ?? []))
    .filter((span) => span !== undefined);
  if (failure && failures[failure].isOfMissing) {
    // If any field is blank, only the blank ones count, because a name is correct if only the phone is missing.
    const blank = spans.filter(({ offset, length }) => /^"\s*"$|^null$/.test(text.slice(offset, offset + length)));
    return blank.length ? blank : [top(text)];
  }
  return spans.length ? spans : [top(text)];
}

function top(text: string): Place {
  return { offset: bodyOffset(text), length: 1 };
}

/** The path of what makes a write an Update: Kapture's ID, or the customer code if that identifies the customer. */
export function idPath(form: OperationForm): FieldPath | undefined {
  return form.codePaths?.[0] ?? pathOfField(form, 'kapture_customer_id');
}
