import { l10n } from 'vscode';
import type { FieldChange } from '../../kapture/tenantFields/fieldChanges.ts';
import { pathText } from '../../kapture/tenantFields/tenantFields.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/** A sentence about changes in the records of a tenant. */
export function changesText(changes: readonly FieldChange[], tenantName: string): string {
  const name = oneLine(tenantName, 60);
  const [change] = changes;
  if (changes.length !== 1 || !change)
    return l10n.t('{0} fields have changed in the latest records of {1}.', numberText(changes.length), name);
  const path = oneLine(pathText(change.path), 60);
  return change.kind === 'missing'
    ? l10n.t('The field {0} is missing in the latest records of {1}.', path, name)
    : l10n.t(
        'The field {0} changed its type from {1} to {2} in the latest records of {3}.',
        path,
        change.from,
        change.to,
        name,
      );
}

/** A line of a schema about a change. */
export function changeLine(change: FieldChange, records: number): string {
  const path = oneLine(pathText(change.path), 60);
  return change.kind === 'missing'
    ? l10n.t('! {0}: missing in the latest {1} records', path, numberText(records))
    : l10n.t('! {0}: {1} in the latest {2} records, {3} before', path, change.to, numberText(records), change.from);
}
