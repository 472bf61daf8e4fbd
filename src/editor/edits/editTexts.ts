import { l10n } from 'vscode';
import { pinComment } from '../../kapture/connection/pinnedConnection.ts';
import { fieldSpans } from '../../kapture/exchange/requestBody.ts';
import { customerFields } from '../../kapture/catalogue/customer/customerFields.ts';
import { isBlank, isSame, plainValue } from '../../kapture/update/fieldValue.ts';
import type { RecordFields } from '../../kapture/update/editableFields.ts';
import { readBack } from '../../kapture/update/editableFields.ts';
import { fieldsToAdd, updateDocument } from '../../kapture/update/updateDocument.ts';
import type { Verification } from '../../kapture/update/verifySave.ts';
import { quoted } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import type { EditedCustomer, LastUpdate } from './editedCustomer.ts';

/**
 * The text of a customer's document, from a state of the record. A copy of it goes to `connection`. Notes are below the
 * fields, so that these are at the top of a small editor.
 */
export function documentText({ reference }: EditedCustomer, fields: RecordFields, connection: string): string {
  const masked = [...fields.masked.keys()].filter((field) => Object.hasOwn(customerFields, field));
  return `${pinComment(connection)}\n${updateDocument(reference.id, fields, [
    l10n.t('Saving sends only the fields you change. (A copy of this text sends all of them.)'),
    ...(masked.length ? [l10n.t('Omitted because Kapture masks part of them: {0}.', listOf(masked))] : []),
    l10n.t('Not in the record, but can be added: {0}.', listOf(fieldsToAdd(fields))),
  ])}`;
}

/** Where to type first in the text of a customer's document: the value of the first field but the id. */
export function startOfEditing(text: string): { readonly line: number; readonly character: number } {
  const spans = [...fieldSpans(text).values()];
  const offset = (spans[1] ?? spans[0])?.offset ?? 0;
  const before = text.slice(0, text[offset] === '"' ? offset + 1 : offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)!.length };
}

export function listOf(fields: Iterable<string>): string {
  return [...fields].map((field) => oneLine(field, 60)).join(', ');
}

/** A value as a sentence shows it. */
export function valueText(json: string | undefined): string {
  if (json === undefined) return l10n.t('unknown');
  return isBlank(json) ? l10n.t('blank') : quoted(oneLine(plainValue(json), 80));
}

/** What the user is to know after a save, a sentence each. */
export function afterSave(
  { differences, unreadable }: Verification,
  merged: Iterable<string>,
): { readonly differences: string[]; readonly others: string[] } {
  const taken = listOf(merged);
  return {
    differences: differences.map(({ field, asked, stored }) =>
      isBlank(asked)
        ? l10n.t('Kapture ignored the blank {0}: it is still {1}.', oneLine(field, 60), valueText(stored))
        : l10n.t(
            'Kapture stored a different value for {0}: {1} instead of {2}.',
            oneLine(field, 60),
            valueText(stored),
            valueText(asked),
          ),
    ),
    others: [
      ...(unreadable.length
        ? [l10n.t('Sent, but the record does not show what was stored: {0}.', listOf(unreadable))]
        : []),
      ...(taken ? [l10n.t('{0}: changed by another user in the meantime and merged into the document.', taken)] : []),
    ],
  };
}

/** What taking an update back comes to, a line a field. */
export function revertLines({ asked, before }: LastUpdate, now: RecordFields): string {
  return [...before]
    .flatMap(([field, value]) => {
      const present = readBack(now, field);
      // It has that value anyway: nothing came of the update, or it was taken back.
      if (isSame(present, value)) return [];
      const line = l10n.t('{0}: {1} → {2}', oneLine(field, 60), valueText(present), valueText(value));
      const wrote = asked.get(field);
      return present !== undefined && wrote !== undefined && plainValue(present) !== plainValue(wrote)
        ? `${line} ${l10n.t('(changed since then; the update wrote {0})', valueText(wrote))}`
        : line;
    })
    .join('\n');
}
