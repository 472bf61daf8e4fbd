import { l10n } from 'vscode';
import type { Connection } from '../../../kapture/connection/connection.ts';
import { roleText } from './roleText.ts';

/** `name`, which is that of the connection as it is shown, and the role, unless the name is the role. */
export function nameWithRole(name: string, connection: Connection): string {
  const isRole = connection.name.toLowerCase() === connection.role;
  return isRole ? name : l10n.t('{0} ({1})', name, roleText(connection));
}
