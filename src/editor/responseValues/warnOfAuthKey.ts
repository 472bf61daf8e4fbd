import * as vscode from 'vscode';
import { redactionMark } from '../../kapture/redaction/redact.ts';
import { authKeyOffset } from '../../kapture/redaction/secretNames.ts';
import { showWarning } from '../shared/questions/messages.ts';

/** Whether a request has an auth key, also a redacted one. If so, the user is told, because a test never stores one. */
export function warnOfAuthKey(text: string): boolean {
  const hasKey = text.includes(redactionMark) || authKeyOffset(text) !== undefined;
  if (hasKey)
    void showWarning(
      vscode.l10n.t(
        'This request contains an auth key, which payload tests do not store. Remove it and send the request again.',
      ),
    );
  return hasKey;
}
