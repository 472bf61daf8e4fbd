import { isDeepStrictEqual } from 'node:util';
import { l10n } from 'vscode';
import { dialectOf, sandboxName, urlOf, type Connection } from '../../../kapture/connection/connection.ts';
import { operations, type OperationId } from '../../../kapture/catalogue/registry.ts';
import type { Targets } from '../ports.ts';
import { catalogueText } from '../texts/catalogueTexts.ts';
import { dialectTitle } from '../texts/dialectTitle.ts';

/** What else of a connection decides how a request is sent. */
const sentWith = ['headers', 'timeoutSeconds', 'caFile'] as const satisfies readonly (keyof Connection)[];

/** The sentence about a change that no other one names. */
export function changedText({ name }: Connection): string {
  return l10n.t('The connection {0} was changed in the meantime. Try again.', name);
}

/**
 * One sentence about how a connection has changed since it was shown to the user, such as in another window while a
 * question was open; undefined if a request may still be sent.
 */
export function changeOfConnection(
  operation: OperationId,
  shown: Connection,
  { all }: Pick<Targets, 'all'>,
): string | undefined {
  const { name } = shown;
  // The sandbox gets its base URL when it starts.
  if (name === sandboxName) return undefined;
  const now = all.find((candidate) => candidate.name === name);
  if (!now) return l10n.t('Nothing was sent: the connection {0} no longer exists or cannot be used.', name);
  const [before, after] = [urlOf(shown, operation), urlOf(now, operation)];
  if (before !== after)
    return l10n.t('Nothing was sent: {0} now points to {1}. Check the connection, then send again.', name, after);
  if (dialectOf(shown, operation) !== dialectOf(now, operation))
    return l10n.t(
      'Nothing was sent: the dialect of {0} is now {1}. Check the connection, then send again.',
      name,
      dialectTitle(dialectOf(now, operation)),
    );
  // A request is sent with what was resolved before the question.
  if (!sentWith.every((fact) => isDeepStrictEqual(now[fact], shown[fact]))) return changedText(shown);
  if (!operations[operation].writes) return undefined;
  if (shown.role !== now.role)
    return l10n.t(
      'Nothing was sent: the role of {0} is now {1}. Check the connection, then send again.',
      name,
      catalogueText(now.role),
    );
  return now.readOnly && !shown.readOnly
    ? l10n.t('Nothing was sent: the connection {0} is read-only.', name)
    : undefined;
}
