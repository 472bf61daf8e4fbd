import { Position, Range, type TextDocument } from 'vscode';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { hasAllComments, pinnedConnection, type Pin } from '../../../kapture/connection/pinnedConnection.ts';
import type { Targets } from '../targets.ts';
import { tenantText } from '../texts/connectionTexts.ts';
import { customerOfUri } from './editUri.ts';

/** Where the request of a document goes. */
export interface DocumentTarget {
  /** Name of the connection that the document is pinned to, or else of the active one. */
  readonly name: string | undefined;
  /** Undefined if there is no usable connection with that name. */
  readonly connection: Connection | undefined;
  readonly pin: Pin | undefined;
}

/**
 * The target of a document's request. A comment `// @connection name` at the top takes precedence over the active
 * connection, even if no such connection exists. The document of a customer always goes to the customer's tenant; there
 * the comment only selects one of the connections to that tenant.
 */
export function documentTarget(document: TextDocument, targets: Targets): DocumentTarget {
  const edited = customerOfUri(document.uri);
  const pin = pinOf(document);
  if (edited) {
    const connection = targets.connectionOf(edited.tenant, pin?.name);
    return { name: connection?.name ?? tenantText(edited.tenant), pin: undefined, connection };
  }
  const name = pin ? pin.name : targets.activeName;
  return { name, pin, connection: targets.all.find((candidate) => candidate.name === name) };
}

/** Reads only the comments at the top, because the rest may be megabytes and this runs at every change. */
function pinOf(document: TextDocument): Pin | undefined {
  const { end } = document.lineAt(document.lineCount - 1).range;
  for (let length = 4000; ; length *= 8) {
    const until = document.positionAt(length);
    const beginning = document.getText(new Range(new Position(0, 0), until));
    if (until.isEqual(end) || hasAllComments(beginning)) return pinnedConnection(beginning);
  }
}
