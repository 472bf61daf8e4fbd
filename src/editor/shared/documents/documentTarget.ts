import { Position, Range, type TextDocument } from 'vscode';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { hasAllComments, pinnedConnection, type Pin } from '../../../kapture/connection/pinnedConnection.ts';
import { customerOfUri } from './editUri.ts';
import type { Targets } from '../ports.ts';
import { tenantText } from '../texts/tenantText.ts';

/** Where the request of a document goes. */
export interface DocumentTarget {
  /** Name of the connection that it is bound to, else of the active one. */
  readonly name: string | undefined;
  /** Undefined where there is no sound connection of that name. */
  readonly connection: Connection | undefined;
  readonly pin: Pin | undefined;
}

/**
 * A comment `// @connection name` on top of a document wins over the active connection, also where it names none that is
 * there. The document of a customer goes to the customer's tenant, whatever it says: the comment only chooses among the
 * connections that lead there.
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

/** Only the comments on top are read: what follows may be megabytes, and this is asked at every change. */
function pinOf(document: TextDocument): Pin | undefined {
  const { end } = document.lineAt(document.lineCount - 1).range;
  for (let length = 4000; ; length *= 8) {
    const until = document.positionAt(length);
    const beginning = document.getText(new Range(new Position(0, 0), until));
    if (until.isEqual(end) || hasAllComments(beginning)) return pinnedConnection(beginning);
  }
}
