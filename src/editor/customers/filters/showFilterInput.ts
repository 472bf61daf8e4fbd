import * as vscode from 'vscode';
import { todayIn } from '../../../kapture/dates/calendar.ts';
import { readFilter } from '../../../kapture/records/customerFilter.ts';
import { columnToComplete } from '../../../kapture/records/filterSuggestions.ts';
import type { Group } from '../../../kapture/store/customerShapes.ts';
import type { CustomersModel } from '../customersModel.ts';
import { type FilterItem, filterItems } from './filterItems.ts';
import { manageFilters, saveFilter } from './savedFilters.ts';

/**
 * Filters the view while the user types, and offers saved filters and conditions. Enter keeps the filter; Escape
 * restores the previous one. A filter with a problem is neither applied nor accepted.
 */
export async function showFilterInput(model: CustomersModel): Promise<void> {
  const previous = model.filter;
  const prepared = model.prepareFilter();
  const action = await askFilter(model, previous);
  if (action === undefined || action === 'manage') await model.update({ filter: previous });
  // The release follows the preparation, because otherwise the prepared data would never be released.
  void prepared.then(() => model.releaseFilter());
  if (action === 'save') await saveFilter(model.savedFilters, model.filter);
  if (action === 'manage') await manageFilters(model.savedFilters);
  // The view shows the name of the filter, which may have changed.
  if (action === 'save' || action === 'manage') await model.refresh();
}

/**
 * VS Code has this property but does not document it. By default, it sorts items whose label matches the text by
 * length, so that the most frequent values would not come first.
 */
interface Unsorted {
  sortByLabel?: boolean;
}

function askFilter(model: CustomersModel, previous: string): Promise<FilterItem['action']> {
  const input: vscode.QuickPick<FilterItem> & Unsorted = vscode.window.createQuickPick<FilterItem>();
  try {
    input.sortByLabel = false;
  } catch {
    // Without the property, only the order of the values is worse.
  }
  input.title = vscode.l10n.t('Filter Records');
  input.placeholder = vscode.l10n.t('Text to search for, or conditions such as missing:phone created:7d');
  input.value = previous;
  // A click on a row must not close the input, which would restore the previous filter.
  input.ignoreFocusOut = true;
  const columns = new Map<string, readonly Group[]>();
  /** The text for which each item was offered. VS Code can report an item of an earlier list as active. */
  const textOf = new WeakMap<FilterItem, string>();

  const showItems = (): void => {
    const text = input.value;
    const { column } = columnToComplete(text) ?? {};
    const items = filterItems({
      module: model.module,
      text,
      isUntouched: text === previous,
      saved: model.savedFilters.all,
      only: model.only,
      shown: model.shown,
      values: (column && columns.get(column)) ?? [],
      today: todayIn(model.shown?.pull.timeZone ?? 'UTC'),
    });
    // A new text makes the first item active again.
    const active = input.activeItems.find((item) => textOf.get(item) === text)?.label;
    for (const item of items) textOf.set(item, text);
    input.items = items;
    const same = items.find(({ label }) => label === active);
    if (same) input.activeItems = [same];
    if (column && !columns.has(column)) {
      columns.set(column, []);
      void model.valuesOf(column).then((values) => {
        columns.set(column, values);
        showItems();
      });
    }
  };
  const setText = (text: string): void => {
    input.value = text;
    apply();
  };
  const apply = (): void => {
    showItems();
    if (!readFilter(input.value).problem) void model.update({ filter: input.value });
  };

  return new Promise((resolve) => {
    const subscription = model.onDidChange(showItems);
    const decide = (action: FilterItem['action']): void => {
      resolve(action);
      input.hide();
    };
    input.onDidChangeValue(apply);
    input.onDidAccept(() => {
      // Right after a change of the text, no item is active, or one of the earlier list. Then Enter applies the typed
      // text.
      const active = input.activeItems.find((item) => textOf.get(item) === input.value);
      const { filter, action = filter === undefined ? 'apply' : undefined } = active ?? {};
      if (filter !== undefined) setText(filter);
      // The text may have changed after VS Code showed the item.
      if (action === 'manage' || (action && !readFilter(input.value).problem)) decide(action);
    });
    input.onDidHide(() => {
      resolve(undefined);
      subscription.dispose();
      input.dispose();
    });
    showItems();
    input.show();
  });
}
