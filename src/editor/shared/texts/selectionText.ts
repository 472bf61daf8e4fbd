import * as vscode from 'vscode';
import type { Facet, Selection } from '../../../kapture/store/customerShapes.ts';
import { recordColumns } from '../../../kapture/records/recordColumns.ts';
import { catalogueText, columnTitle } from './catalogueTexts.ts';
import { wallTimeText } from './localTexts.ts';
import { oneLine } from './plainText.ts';

const weekdayAndDay: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric', month: 'short' };

/** The value of a facet for display: a formatted date, a name from the server, or the text for a missing value. */
export function keyText({ by, key }: Selection): string {
  if (!key) return missingText(by);
  if (by === 'day') return wallTimeText(key, { ...weekdayAndDay, year: 'numeric' });
  if (by === 'month') return wallTimeText(key, { month: 'long', year: 'numeric' });
  return oneLine(key);
}

/** Like {@link keyText}, for a row of a narrow view: a day is without the year if it is the current one. */
export function rowKeyText({ by, key }: Selection): string {
  const isOfThisYear = by === 'day' && key.startsWith(`${new Date().getFullYear()}-`);
  return isOfThisYear ? wallTimeText(key, weekdayAndDay) : keyText({ by, key });
}

/** A selection for display, such as `City: Pune`. */
export function selectionText(selection: Selection): string {
  return selection.key ? vscode.l10n.t('{0}: {1}', facetText(selection.by), keyText(selection)) : keyText(selection);
}

function facetText(by: Facet): string {
  if (by === 'day') return vscode.l10n.t('Day');
  return by === 'month' ? vscode.l10n.t('Month') : columnTitle(by);
}

function missingText(by: Facet): string {
  return by === 'day' || by === 'month' ? vscode.l10n.t('No date') : catalogueText(recordColumns[by].facet!.missing);
}
