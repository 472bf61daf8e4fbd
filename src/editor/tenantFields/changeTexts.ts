import { l10n } from 'vscode';
import type { FieldChange } from '../../kapture/tenantFields/fieldChanges.ts';
import { pathText } from '../../kapture/tenantFields/tenantFields.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/** Sentences about changes in the records of a tenant. `examined` is the number of records that were examined. */
export function changesText(changes: readonly FieldChange[], tenantName: string, examined: number): string {
  const name = oneLine(tenantName, 60);
  const absent = changes.filter(({ kind }) => kind === 'absent');
  const others = changes.filter(({ kind }) => kind !== 'absent');
  const sentences = [
    ...(others.length ? [othersText(others, name)] : []),
    ...(absent.length ? [absentText(absent, name, examined)] : []),
  ];
  return sentences.join(' ');
}

function othersText(changes: readonly FieldChange[], name: string): string {
  const [change] = changes;
  if (changes.length !== 1 || !change)
    return l10n.t('{0} fields have changed in the latest records of {1}.', numberText(changes.length), name);
  const path = oneLine(pathText(change.path), 60);
  return change.kind === 'type'
    ? l10n.t(
        'The field {0} changed its type from {1} to {2} in the latest records of {3}.',
        path,
        change.from,
        change.to,
        name,
      )
    : l10n.t('The field {0} is missing in the latest records of {1}.', path, name);
}

function absentText([field, ...others]: readonly FieldChange[], name: string, examined: number): string {
  const records = numberText(examined);
  return others.length
    ? l10n.t(
        '{0} documented fields do not appear in any of the {1} examined records of {2}.',
        numberText(others.length + 1),
        records,
        name,
      )
    : l10n.t(
        'The documented field {0} does not appear in any of the {1} examined records of {2}.',
        oneLine(pathText(field!.path), 60),
        records,
        name,
      );
}

/** A line of a schema about a change. */
export function changeLine(change: FieldChange, records: number): string {
  const path = oneLine(pathText(change.path), 60);
  return change.kind === 'type'
    ? l10n.t('! {0}: {1} in the latest {2} records, {3} before', path, change.to, numberText(records), change.from)
    : l10n.t('! {0}: missing in the latest {1} records', path, numberText(records));
}
