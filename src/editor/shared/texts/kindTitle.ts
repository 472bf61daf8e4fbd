import { l10n } from 'vscode';
import type { RequestFileKind } from '../../../kapture/catalogue/registry.ts';
import { operationTitle } from './catalogueTexts.ts';

/** What a request file contains: its operation, or that it has several requests. */
export function kindTitle(kind: RequestFileKind): string {
  return kind === 'requests' ? l10n.t('Several Requests') : operationTitle(kind);
}
