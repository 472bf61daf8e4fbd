import * as vscode from 'vscode';
import { redactionMark } from '../../kapture/redaction/redact.ts';
import { authKeyOffset } from '../../kapture/redaction/authKeyOffset.ts';
import { showWarning } from '../shared/questions/messages.ts';

/**
 * Whether a request has no auth key, not even a redacted one. If it has one, the user is told: a test never stores it.
 */
export function confirmNoAuthKey(text: string): Promise<boolean> {
  const isClean = !text.includes(redactionMark) && authKeyOffset(text) === undefined;
  if (!isClean)
    void showWarning(
      vscode.l10n.t(
        'This request contains an auth key, which payload tests do not store. Remove it and send the request again.',
      ),
    );
  return Promise.resolve(isClean);
}
