import { l10n } from 'vscode';
import type { RequestProblem } from '../../../kapture/exchange/requestBody.ts';
import { deniedEnvironment } from '../documents/environmentVariables.ts';
import { megabytesText } from './localTexts.ts';

/** One sentence for a text that cannot be sent; `line` is the one it is on, from 1. */
export function explainProblem({ reason, detail }: RequestProblem, line: number): string {
  switch (reason) {
    case 'empty':
      return l10n.t('Nothing was sent: there is no JSON here.');
    // The parser names its findings in camel case: "CommaExpected".
    case 'syntax':
      return l10n.t(
        'Nothing was sent: line {0} is not JSON ({1}).',
        line,
        detail.replace(/(?<=[a-z])(?=[A-Z])/g, ' ').toLowerCase(),
      );
    case 'too-long':
      return l10n.t('Nothing was sent: a request may have at most {0}.', megabytesText(Number(detail)));
    case 'too-deep':
      return l10n.t('Nothing was sent: brackets are nested more than {0} levels deep.', detail);
    case 'several-bodies':
      return l10n.t(
        'Nothing was sent: there are {0} bodies here, but only one can be sent at a time. Select the one to send.',
        detail,
      );
    case 'unknown-variable': {
      const denied = deniedEnvironment(detail);
      if (denied !== undefined)
        return l10n.t(
          'Nothing was sent: the request may not use the environment variable {0} on line {1}, because your settings do not list it.',
          denied,
          line,
        );
      return l10n.t('Nothing was sent: the variable {0} on line {1} has no value.', `{{${detail}}}`, line);
    }
    case 'no-object':
      return l10n.t('Nothing was sent: a request must be one JSON object, with or without square brackets around it.');
  }
}
