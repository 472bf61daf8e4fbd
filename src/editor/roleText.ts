import { l10n } from 'vscode';
import type { Connection } from '../kapture/connection.ts';

/** What a connection is used for, and whether anything may be written there. */
export function roleText({ role, readOnly }: Connection): string {
  return readOnly ? l10n.t('{0}, read-only', role) : role;
}
