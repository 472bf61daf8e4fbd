import * as vscode from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { failures, type FailureReason } from '../../kapture/catalogue/failures.ts';
import { bodyOffset, fieldSpan } from '../../kapture/exchange/requestBody.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { RequestText } from '../shared/documents/requestText.ts';

const source = 'Kapture';

/** The text that the server refused, and the documented failure that it stated. */
export interface Refusal {
  readonly request: RequestText;
  readonly failure: FailureReason | undefined;
}

/**
 * A failure that the server reported, on the field of the request that caused it, in the server's words. Goes when the
 * text changes or the next sending succeeds.
 */
export class FailureMarks implements vscode.Disposable {
  /** What was sent of each document that has marks, which may be a part of it. */
  readonly #sent = new Map<string, Refusal>();
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

  /** Shows what the response to a request says of it, or takes away what the last one said. */
  show(request: RequestText, { response }: Exchange): void {
    const { document, text, offset, version } = request;
    const { outcome, failure, message, trouble } = response.reading;
    // A refused key and a broken server say nothing about the request, and a text that has changed since is another.
    if (outcome !== 'failed' || trouble || message === undefined || document.isClosed || document.version !== version) {
      this.#clear(document.uri);
      return;
    }
    this.#sent.set(document.uri.toString(), { request, failure });
    const spans = placesOf(failure, text);
    this.#diagnostics.set(
      document.uri,
      spans.map((span) => {
        const range = new vscode.Range(
          document.positionAt(offset + span.offset),
          document.positionAt(offset + span.offset + span.length),
        );
        const diagnostic = new vscode.Diagnostic(range, oneLine(message, 500), vscode.DiagnosticSeverity.Error);
        diagnostic.source = source;
        if (failure) diagnostic.code = failure;
        return diagnostic;
      }),
    );
    this.#changed.fire();
  }

  /** What the marks of a document are about. */
  refusalOf(document: vscode.TextDocument): Refusal | undefined {
    return this.#sent.get(document.uri.toString());
  }

  #clear(uri: vscode.Uri): void {
    if (!this.#sent.delete(uri.toString())) return;
    this.#diagnostics.delete(uri);
    this.#changed.fire();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}

/** The failure that a diagnostic of ours stands for. */
export function failureOfDiagnostic({ source: from, code }: vscode.Diagnostic): FailureReason | undefined {
  return from === source && typeof code === 'string' && Object.hasOwn(failures, code)
    ? (code as FailureReason)
    : undefined;
}

/** The values of the fields that cause a failure, as far as the request has them; else its first character. */
function placesOf(failure: FailureReason | undefined, text: string): { offset: number; length: number }[] {
  const fields = failure ? failures[failure].fields : [];
  const spans = fields.map((field) => fieldSpan(text, field)).filter((span) => span !== undefined);
  if (failure === 'name-and-contact-required') {
    // The fields that are blank or wrong; a good name beside a missing phone is not to blame.
    const blank = spans.filter(({ offset, length }) => /^"\s*"$|^null$/.test(text.slice(offset, offset + length)));
    return blank.length ? blank : [top(text)];
  }
  return spans.length ? spans : [top(text)];
}

function top(text: string): { offset: number; length: number } {
  return { offset: bodyOffset(text), length: 1 };
}
