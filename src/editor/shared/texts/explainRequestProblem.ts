import { l10n } from 'vscode';
import { operationIds } from '../../../kapture/catalogue/registry.ts';
import type { RequestProblem } from '../../../kapture/exchange/requestBody.ts';
import { syntaxProblem } from '../../../kapture/json/syntaxProblem.ts';
import { readAsk } from '../../../kapture/variables/askVariable.ts';
import { deniedEnvironment } from '../environmentVariables.ts';
import { operationTitle, problemText } from './catalogueTexts.ts';
import { megabytesText } from './megabytesText.ts';

/**
 * One sentence about a text that cannot be sent. `line` is the 1-based line of the problem. `isSent`: the user sent it,
 * instead of just showing or copying it.
 */
export function explainRequestProblem(problem: RequestProblem, line: number, isSent = true): string {
  const reason = reasonOf(problem, line);
  if (!isSent) return l10n.t('The request cannot be sent: {0}', reason);
  // Others may have been sent before, because such a request uses the response to an earlier one.
  return problem.detail.startsWith('$last.')
    ? l10n.t('The request was not sent: {0}', reason)
    : l10n.t('Nothing was sent: {0}', reason);
}

function reasonOf({ reason, detail }: RequestProblem, line: number): string {
  switch (reason) {
    case 'empty':
      return l10n.t('there is no JSON to send.');
    case 'syntax':
      return l10n.t('the JSON is invalid on line {0} ({1}).', line, problemText(syntaxProblem(detail)));
    case 'too-long':
      return l10n.t('a request cannot be larger than {0}.', megabytesText(Number(detail)));
    case 'too-deep':
      return l10n.t('brackets are nested more than {0} levels deep.', detail);
    case 'several-bodies':
      return l10n.t(
        'there are {0} request bodies, but only one can be sent at a time. Select the one to send.',
        detail,
      );
    case 'unknown-variable': {
      const denied = deniedEnvironment(detail);
      if (denied !== undefined)
        return l10n.t(
          'the request uses the environment variable {0} on line {1}, which your settings do not allow.',
          denied,
          line,
        );
      if (detail.startsWith('?'))
        return l10n.t(
          'the question {0} on line {1} is invalid. {2}',
          `{{${detail}}}`,
          line,
          problemText(readAsk(detail).problem) ?? '',
        );
      const operation = operationIds.find((id) => detail.startsWith(`$last.${id}.`));
      if (operation)
        return l10n.t(
          'the value of {1} on line {2} comes from the last {0} in this window, which must succeed and have the value in its response.',
          operationTitle(operation),
          `{{${detail}}}`,
          line,
        );
      return l10n.t('the variable {0} on line {1} has no value.', `{{${detail}}}`, line);
    }
    case 'unclosed-variable':
      return l10n.t('the variable {0} on line {1} has no {2}.', `{{${detail}`, line, '}}');
    case 'no-object':
      return l10n.t('a request must be one JSON object, with or without square brackets around it.');
  }
}
