import * as vscode from 'vscode';
import {
  earlierDayText,
  numberText,
  quoted,
  rangeText,
  selectionText,
  shortRangeText,
  sizeText,
  timeText,
} from '../../shared/texts/localTexts.ts';
import { partText } from '../../shared/texts/recordTexts.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import { storageMode } from '../storage/customerStorage.ts';
import type { CustomersModel } from '../customersModel.ts';

/** What the view is shown with, apart from its model. */
interface ViewState {
  /** Why customers are not stored as configured. */
  readonly storageFailure: string | undefined;
  readonly isPulling: boolean;
}

/**
 * The description beside the view's title, and the message above the rows, which is undefined if none is needed. An
 * empty view without a message says what to do about a filter that matches nothing.
 */
export function viewTexts(
  model: CustomersModel,
  { storageFailure, isPulling }: ViewState,
): { readonly description: string; readonly message: string | undefined } {
  const counts = countsOfFilter(model);
  const message = model.failure ?? storageFailure ?? counts ?? reasonOfEmptyView(model, isPulling);
  const isCounted = counts !== undefined && message === counts;
  return { description: description(model, isCounted), message };
}

/**
 * The description: connection, count, the day of the pull if it was not today, and range. A narrow side bar cuts off
 * the end, so the connection is first, and the day precedes the range, so that old customers are not mistaken for those
 * of today. The message of a filter has the count.
 */
function description({ connection, shown, isFiltered }: CustomersModel, isCounted: boolean): string {
  const name = oneLine(connection ?? '', 30);
  if (!shown) return name;
  const { pull, loaded, matching } = shown;
  const count = isFiltered ? vscode.l10n.t('{0} of {1}', numberText(matching), numberText(loaded)) : numberText(loaded);
  const day = earlierDayText(pull.startedAt);
  return [name, isCounted ? '' : count, day && vscode.l10n.t('as of {0}', day), shortRangeText(pull.range)]
    .filter(Boolean)
    .join(' · ');
}

/** The tooltip of a group: the connection, the range, and when and in which size it was pulled. */
export function pullTooltip({ connection, shown }: CustomersModel): string | undefined {
  if (!shown) return undefined;
  const { pull, bytes } = shown;
  const pulled = vscode.l10n.t('pulled {0}', timeText(pull.startedAt, 'short'));
  return [connection, rangeText(pull.range), pulled, onDiskText(bytes)].filter(Boolean).join(' · ');
}

/** The numbers of rows that match the filter and the selection; undefined without them, or if none matches. */
function countsOfFilter({ module, shown, filter, only, savedFilters }: CustomersModel): string | undefined {
  if (!shown?.matching || !(only || filter)) return undefined;
  const counts = partText(module, shown.matching, shown.loaded);
  if (only) return [selectionText(only), ...(filter ? [quoted(filter)] : []), counts].join(' · ');
  const name = savedFilters.nameOf(filter);
  return name === undefined
    ? vscode.l10n.t('Filter “{0}” · {1}', filter, counts)
    : vscode.l10n.t('Filter {0} (“{1}”) · {2}', oneLine(name, 60), filter, counts);
}

/** Why no rows are shown; undefined if there are some. */
function reasonOfEmptyView({ module, shown, isFiltered }: CustomersModel, isPulling: boolean): string | undefined {
  if (!shown) return undefined;
  if (isFiltered && !shown.matching)
    return shown.missing.length ? vscode.l10n.t('Nothing matches the filter.') : undefined;
  if (shown.loaded || shown.missing.length || isPulling) return undefined;
  const range = rangeText(shown.pull.range);
  if (shown.withoutId)
    return vscode.l10n.t('The records of this range ({0}) have no ID, so they are not shown.', range);
  return module === 'ticket'
    ? vscode.l10n.t('No tickets were created in this range ({0}).', range)
    : vscode.l10n.t('No customers were created in this range ({0}).', range);
}

function onDiskText(bytes: number): string {
  return storageMode() === 'kept'
    ? vscode.l10n.t('{0} on disk', sizeText(bytes))
    : vscode.l10n.t('{0} until this window closes', sizeText(bytes));
}
