import { l10n } from 'vscode';
import type { FieldChange } from '../../kapture/tenantFields/fieldChanges.ts';
import { pathText } from '../../kapture/tenantFields/tenantFields.ts';
import { numberText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/** A message names more fields by their number alone. The schema lists all of them. */
const maxNamed = 3;

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
    return l10n.t('{0} fields differ in the records of {1} that were examined last.', numberText(changes.length), name);
  const path = oneLine(pathText(change.path), 60);
  return change.kind === 'type'
    ? l10n.t(
        'The field {0} has the type {2} instead of {1} in the records of {3} that were examined last.',
        path,
        change.from,
        change.to,
        name,
      )
    : l10n.t('The field {0} is missing in the records of {1} that were examined last.', path, name);
}

function absentText(fields: readonly FieldChange[], name: string, examined: number): string {
  const records = numberText(examined);
  const paths = fields.slice(0, maxNamed).map(({ path }) => oneLine(pathText(path), 60));
  if (fields.length > maxNamed) paths.push('…');
  const named = paths.join(', ');
  return fields.length === 1
    ? l10n.t(
        'The documented field {0} is in none of the {1} records of {2} that were examined in this and earlier responses.',
        named,
        records,
        name,
      )
    : l10n.t(
        '{0} documented fields ({1}) are in none of the {2} records of {3} that were examined in this and earlier responses.',
        numberText(fields.length),
        named,
        records,
        name,
      );
}

/** A line of a schema about a change. */
export function changeLine(change: FieldChange, records: number): string {
  const path = oneLine(pathText(change.path), 60);
  return change.kind === 'type'
    ? l10n.t(
        '! {0}: {1} in the last {2} examined records, {3} before',
        path,
        change.to,
        numberText(records),
        change.from,
      )
    : l10n.t('! {0}: missing in the last {1} examined records', path, numberText(records));
}
