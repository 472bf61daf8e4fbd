import { l10n } from 'vscode';
import type { Pin } from '../../kapture/connection/pinnedConnection.ts';
import type { RequestProblem } from '../../kapture/exchange/requestBody.ts';
import { runCommand } from '../shared/commands.ts';
import type { RequestText } from '../shared/documents/requestText.ts';
import { allowEnvironment, allowTitle, deniedEnvironment } from '../shared/environmentVariables.ts';
import type { Log } from '../shared/log.ts';
import { showWarning } from '../shared/questions/messages.ts';
import type { SendRequestOptions } from '../shared/sending/sendRequestOptions.ts';
import { explainRequestProblem } from '../shared/texts/explainRequestProblem.ts';
import { revealProblem } from './activeRequest.ts';

/**
 * Selects the problem because of which a request cannot be sent, and explains it to `onProblem`, or else to the user.
 * `isSent`: the user sent it, instead of just showing or copying it.
 */
export async function showProblem(
  request: RequestText,
  problem: RequestProblem,
  log: Log,
  { onProblem, isSent }: { readonly onProblem?: SendRequestOptions['onProblem']; readonly isSent?: boolean } = {},
): Promise<void> {
  const line = await revealProblem(request, problem);
  const sentence = explainRequestProblem(problem, line, isSent);
  const denied = problem.reason === 'unknown-variable' ? deniedEnvironment(problem.detail) : undefined;
  const allow = denied === undefined ? [] : [{ title: allowTitle(denied), run: () => allowEnvironment(denied, log) }];
  onProblem?.(sentence, false);
  if (!onProblem || allow.length) void showWarning(sentence, log, ...allow);
}

/** Selects the pin of a request to a connection that cannot be used, and offers to change it. */
export async function showUnknownPin({ document }: RequestText, pin: Pin, log: Log): Promise<void> {
  await revealProblem({ document, text: '', offset: 0, version: document.version }, pin);
  const change = { title: l10n.t('Change Pin'), run: () => runCommand('kapture.pinConnection', document.uri) };
  void showWarning(
    l10n.t(
      'Nothing was sent: this request is pinned to {0}, but there is no usable connection with that name.',
      pin.name,
    ),
    log,
    change,
  );
}
