import { l10n } from 'vscode';
import type { KaptureErrorReason } from '../../../kapture/http/kaptureError.ts';
import type { PeriodFailure } from '../../../kapture/pull/periodFailure.ts';
import type { ResponseTrouble } from '../../../kapture/responses/readResponse.ts';

/**
 * What failed, or that nothing was requested yet, for a row that a narrow side bar cuts off. Undefined if the sentence
 * about the failure does not begin with the host, and can be the row itself.
 */
export function failureTitle(failure: PeriodFailure | undefined): string | undefined {
  if (!failure) return l10n.t('Not pulled yet');
  if ('error' in failure) return failure.came?.records ? undefined : errorTitle(failure.error);
  if ('problem' in failure) {
    if (failure.problem === 'same-page') return l10n.t('The same customers for every page');
    return failure.problem === 'long-record' ? l10n.t('A customer record is too large to store') : undefined;
  }
  if ('limited' in failure) return undefined;
  const { trouble } = failure.reading;
  return trouble && troubleTitle(trouble, failure.status);
}

function errorTitle(reason: KaptureErrorReason): string | undefined {
  switch (reason) {
    case 'refused':
      return l10n.t('Connection refused');
    case 'timeout':
      return l10n.t('No response in time');
    case 'reset':
      return l10n.t('Connection closed before the response');
    case 'not-http':
      return l10n.t('The response is not HTTP');
    case 'proxy':
      return l10n.t('Server not reached through the proxy');
    case 'network':
      return l10n.t('Server not reached');
    default:
      return undefined;
  }
}

function troubleTitle(trouble: ResponseTrouble, status: number): string | undefined {
  switch (trouble) {
    case 'rate-limited':
      return l10n.t('Rate limited (HTTP {0})', status);
    case 'server-error':
      return l10n.t('Server error (HTTP {0})', status);
    case 'redirected':
      return l10n.t('Redirected to another address (HTTP {0})', status);
    case 'not-json':
      return l10n.t('The response is not JSON (HTTP {0})', status);
    case 'unknown-envelope':
      return l10n.t('Unrecognized response (HTTP {0})', status);
    default:
      return undefined;
  }
}
