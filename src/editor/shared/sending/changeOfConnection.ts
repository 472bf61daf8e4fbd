import { l10n } from 'vscode';
import { urlOf, type Connection } from '../../../kapture/connection/connection.ts';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import { catalogueText } from '../texts/catalogueTexts.ts';

/**
 * One sentence about how a connection has changed since it was shown to the user; undefined if a request may still be
 * sent. `now` is undefined if there is no usable connection with that name.
 */
export function changeOfConnection(
  operation: OperationId,
  named: Connection,
  now: Connection | undefined,
): string | undefined {
  const { name } = named;
  if (!now) return l10n.t('Nothing was sent: the connection {0} no longer exists or cannot be used.', name);
  const [before, after] = [urlOf(named, operation), urlOf(now, operation)];
  if (before !== after)
    return l10n.t('Nothing was sent: {0} now points to {1}. Check the connection, then send again.', name, after);
  if (!operations[operation].writes) return undefined;
  if (named.role !== now.role)
    return l10n.t(
      'Nothing was sent: the role of {0} is now {1}. Check the connection, then send again.',
      name,
      catalogueText(now.role),
    );
  return now.readOnly && !named.readOnly
    ? l10n.t('Nothing was sent: the connection {0} is read-only.', name)
    : undefined;
}
