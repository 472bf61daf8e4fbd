import { l10n } from 'vscode';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { catalogueText } from './catalogueTexts.ts';

/** The role of a connection, and whether it is read-only. */
export function roleText({ role, readOnly }: Connection): string {
  const text = catalogueText(role);
  return readOnly ? l10n.t('{0}, read-only', text) : text;
}
