import { l10n } from 'vscode';
import type { Connection } from '../../../../kapture/connection/connection.ts';
import { redactionMark } from '../../../../kapture/redaction/redact.ts';
import { NotSent } from './notSent.ts';
import type { Body } from '../sendRequestOptions.ts';

/** The body for a connection. Throws `NotSent` if there is none, or if a redacted auth key is still missing in it. */
export async function textToSend(body: Body, connection: Connection): Promise<string> {
  const text = typeof body === 'string' ? body : await body(connection);
  if (text === undefined) throw new NotSent();
  if (text.includes(redactionMark))
    throw new NotSent(
      l10n.t(
        'Nothing was sent: the request contains a placeholder for an auth key that was removed before the request was stored. Replace the placeholder, then send the request again.',
      ),
    );
  return text;
}
