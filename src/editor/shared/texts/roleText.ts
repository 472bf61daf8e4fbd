import { l10n } from 'vscode';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { catalogueText } from './catalogueTexts.ts';

/** What a connection is used for, and whether anything may be written there. */
export function roleText({ role, readOnly }: Connection): string {
  const text = catalogueText(role);
  return readOnly ? l10n.t('{0}, read-only', text) : text;
}
