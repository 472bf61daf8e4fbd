import * as vscode from 'vscode';
import {
  numberText,
  quoted,
  rangeText,
  shortRangeText,
  sizeText,
  timeOrDayText,
  timeText,
} from '../../shared/texts/localTexts.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import { selectionText } from '../../shared/texts/selectionText.ts';
import { storageMode } from '../storage/customerStorage.ts';
import type { CustomersModel } from '../customersModel.ts';

/**
 * The description beside the view's title: count, connection, the time or day of the pull, and range. A side bar of 300
 * pixels has room for the time. With a filter, the connection is last, which the status bar shows as well. See
 * {@link pullTooltip} for the rest.
 */
export function viewDescription({ connection, shown, filter, only, savedFilters }: CustomersModel): string {
  if (!shown) return connection ?? '';
  const { pull, loaded, matching } = shown;
  const asOf = vscode.l10n.t('as of {0}', timeOrDayText(pull.startedAt));
  const range = shortRangeText(pull.range);
  const filterName = filter && savedFilters.nameOf(filter);
  const name = filterName && oneLine(filterName, 60);
  const texts =
    filter || only
      ? [vscode.l10n.t('{0} of {1}', numberText(matching), numberText(loaded)), asOf, name, range, connection]
      : [numberText(loaded), connection, asOf, range];
  return texts.filter(Boolean).join(' · ');
}

/** The tooltip of a group: the connection, the range, and when and in which size it was pulled. */
export function pullTooltip({ connection, shown }: CustomersModel): string | undefined {
  if (!shown) return undefined;
  const { pull, bytes } = shown;
  const pulled = vscode.l10n.t('pulled {0}', timeText(pull.startedAt, 'short'));
  return [connection, rangeText(pull.range), pulled, onDiskText(bytes)].filter(Boolean).join(' · ');
}

/**
 * The message above the rows; undefined if none is needed. `storageFailure` is why customers are not stored as
 * configured. An empty view without a message says what to do about a filter that matches nothing.
 */
export function viewMessage(
  { shown, filter, only, failure }: CustomersModel,
  storageFailure: string | undefined,
  isPulling: boolean,
): string | undefined {
  const problem = failure ?? storageFailure;
  if (problem !== undefined) return problem;
  if (!shown) return undefined;
  if ((only || filter) && !shown.matching)
    return shown.other || shown.missing.length ? vscode.l10n.t('No customer matches the filter.') : undefined;
  if (only)
    return vscode.l10n.t(
      '{0} · {1} of {2} customers',
      filter ? `${selectionText(only)} · ${quoted(filter)}` : selectionText(only),
      numberText(shown.matching),
      numberText(shown.loaded),
    );
  if (filter)
    return vscode.l10n.t(
      'Filter “{0}”: {1} of {2} customers',
      filter,
      numberText(shown.matching),
      numberText(shown.loaded),
    );
  if (shown.loaded || shown.missing.length || isPulling) return undefined;
  const range = rangeText(shown.pull.range);
  if (shown.withoutId)
    return vscode.l10n.t('The records of this range ({0}) have no ID, so they are not shown.', range);
  return shown.isWithoutIdUnknown
    ? vscode.l10n.t('No customers were created in this range ({0}), or their records have no ID.', range)
    : vscode.l10n.t('No customers were created in this range ({0}).', range);
}

function onDiskText(bytes: number): string {
  return storageMode() === 'kept'
    ? vscode.l10n.t('{0} on disk', sizeText(bytes))
    : vscode.l10n.t('{0} until this window closes', sizeText(bytes));
}
