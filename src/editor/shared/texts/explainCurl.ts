import * as vscode from 'vscode';
import type { CurlProblem } from '../../../kapture/commandLines/fromCurl.ts';
import { oneLine, withoutLinks } from './plainText.ts';

/** Explains why a command cannot be opened as a request. */
export function explainCurl({ reason, detail }: CurlProblem): string {
  const detailText = withoutLinks(oneLine(detail, 80));
  switch (reason) {
    case 'no-command':
      return vscode.l10n.t('This is not a curl command.');
    case 'unclosed-quote':
      return vscode.l10n.t('The curl command is incomplete: a quote is never closed.');
    case 'substitution':
      return vscode.l10n.t(
        'The curl command uses the output of another command, which is not run. Replace that with the output itself.',
      );
    case 'no-url':
      return vscode.l10n.t('The curl command has no URL.');
    case 'several-urls':
      return vscode.l10n.t('The curl command has more than one URL or an unknown option: {0}', detailText);
    case 'no-body':
      return vscode.l10n.t('The curl command sends no body. Every request to Kapture needs a JSON body.');
    case 'method':
      return vscode.l10n.t('The curl command is a {0} request. Kapture accepts only POST.', detailText);
    case 'file':
      return detailText === '-'
        ? vscode.l10n.t('The curl command reads its body from standard input. Replace that with the JSON itself.')
        : vscode.l10n.t(
            'The curl command reads its body from the file {0}. Replace that with the JSON itself.',
            detailText,
          );
    case 'unsupported':
      return vscode.l10n.t('The curl command uses {0}, which requests to Kapture do not support.', detailText);
    case 'joined':
      return vscode.l10n.t(
        'The curl command has several bodies. curl joins them into one, which is not JSON. Put the JSON into a single option.',
      );
    case 'not-json':
      return vscode.l10n.t('The body of the curl command is not JSON.');
  }
}
