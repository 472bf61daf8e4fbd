import * as vscode from 'vscode';
import type { Uri } from 'vscode';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { locateValue } from '../../kapture/json/locateValue.ts';
import { readExact, writtenValue } from '../../kapture/payloadTests/exactJson.ts';
import { lengthOf } from '../shared/documents/documentChecks.ts';
import type { Log } from '../shared/log.ts';
import { showInformation } from '../shared/dialogs/messages.ts';

/** The maximum length of a document, the same as for hovers. */
const maxLength = 2_000_000;

export interface ValueAtCursor {
  readonly uri: vscode.Uri;
  /** The text of the value as it is written in the document. */
  readonly text: string;
  /** The parsed value. A number that JavaScript would change is a `WrittenNumber`. */
  readonly value: unknown;
  /** Undefined if the document shows a later part of a long response. The user has then been told. */
  pathInDocument(): readonly (string | number)[] | undefined;
}

/** The value at the cursor; undefined if there is none, which the user is told. */
export function valueAtCursor(): ValueAtCursor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selection } = editor;
  if (lengthOf(document) > maxLength) {
    void showInformation(vscode.l10n.t('This document is too large to find the value at the cursor.'));
    return undefined;
  }
  const whole = document.getText();
  const located = locateValue(whole, document.offsetAt(selection.active));
  if (!located) {
    void showInformation(vscode.l10n.t('There is no JSON value at the cursor.'));
    return undefined;
  }
  const { path, span } = located;
  const text = whole.slice(span.start, span.end);
  return {
    uri: document.uri,
    text,
    get value() {
      return writtenValue(readExact(text).value);
    },
    pathInDocument: () => {
      if (!/^part=[1-9]/.test(document.uri.query)) return path;
      void showInformation(vscode.l10n.t('This is a later part of a long response, so the JSON pointer is unknown.'));
      return undefined;
    },
  };
}

export interface ResponseValuePorts {
  /** The exchange whose response a document shows, including responses of the history. */
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
