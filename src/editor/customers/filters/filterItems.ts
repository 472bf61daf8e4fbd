import * as vscode from 'vscode';
import type { ListModule } from '../../../kapture/catalogue/operation.ts';
import { readFilter } from '../../../kapture/records/customerFilter.ts';
import { type FilterSuggestion, suggestTerms, suggestValues } from '../../../kapture/records/filterSuggestions.ts';
import type { Group, Selection } from '../../../kapture/store/customerShapes.ts';
import { columnTitle, problemText } from '../../shared/texts/catalogueTexts.ts';
import { numberText, selectionText } from '../../shared/texts/localTexts.ts';
import { partText } from '../../shared/texts/recordTexts.ts';
import { oneDetail, oneLabel } from '../../shared/texts/plainText.ts';
import { choiceTitle } from '../pulls/rangePicker.ts';
import type { SavedFilter } from './savedFilters.ts';

/** What accepting an item does: `filter` replaces the text, and `apply` closes the input. */
export interface FilterItem extends vscode.QuickPickItem {
  readonly action?: 'apply' | 'save' | 'manage';
  readonly filter?: string;
}

export interface FilterInputState {
  readonly module: ListModule;
  /** The text as it was typed. */
  readonly text: string;
  /** Whether the text is still the one that the input was opened with. */
  readonly isUntouched: boolean;
  readonly saved: readonly SavedFilter[];
  /** The selection in the insights that limits the view in addition to the filter. */
  readonly only: Selection | undefined;
  /** The numbers of matching rows and of all rows. */
  readonly shown: { readonly matching: number; readonly loaded: number } | undefined;
  /** The values of the column that is being typed. */
  readonly values: readonly Group[];
  /** The current day in the tenant's time zone. */
  readonly today: string;
}

/** The items below a typed filter, in this order: the filter itself, saved filters, and conditions to add. */
export function filterItems(state: FilterInputState): FilterItem[] {
  const text = state.text.trim();
  const { problem } = readFilter(text);
  const isSaved = state.saved.some(({ filter }) => filter === text);
  const saved = state.saved.filter(
    ({ name }) => !text || state.isUntouched || name.toLowerCase().includes(text.toLowerCase()),
  );
  const suggestions = [
    ...suggestValues(state.text, state.values),
    ...suggestTerms(state.text, state.today, state.module),
  ];
  const save: FilterItem[] =
    text && !problem && !isSaved ? [{ label: `$(save) ${vscode.l10n.t('Save Filter…')}`, action: 'save' }] : [];
  const items: FilterItem[] = [
    applyItem(text, state),
    // A saved filter whose name matches is probably what the user types.
    ...(saved.length ? [] : save),
    ...withSeparator(vscode.l10n.t('saved filters'), saved.map(savedItem)),
    ...(saved.length ? withSeparator('', save) : []),
    ...withSeparator(
      vscode.l10n.t('conditions'),
      suggestions.map((suggestion) => suggestionItem(suggestion, state.module)),
    ),
    ...withSeparator(
      '',
      saved.length ? [{ label: `$(edit) ${vscode.l10n.t('Rename or Delete Saved Filters…')}`, action: 'manage' }] : [],
    ),
  ];
  return items.map((item) => ({ ...item, alwaysShow: true }));
}

function applyItem(text: string, { module, shown, only }: FilterInputState): FilterItem {
  const { problem } = readFilter(text);
  if (problem)
    return {
      label: oneLabel(text),
      detail: oneDetail(problemText(problem)),
      iconPath: new vscode.ThemeIcon('error'),
      action: 'apply',
    };
  const count = shown && partText(module, shown.matching, shown.loaded);
  return {
    label: text ? oneLabel(text) : labelWithoutText(module, only),
    ...(count !== undefined && { detail: count }),
    iconPath: new vscode.ThemeIcon('filter'),
    action: 'apply',
  };
}

function labelWithoutText(module: ListModule, only: Selection | undefined): string {
  if (only) return oneLabel(selectionText(only));
  return module === 'ticket' ? vscode.l10n.t('All Tickets') : vscode.l10n.t('All Customers');
}

function savedItem({ name, filter }: SavedFilter): FilterItem {
  return {
    label: oneLabel(name, 60),
    description: oneDetail(filter, 100),
    iconPath: new vscode.ThemeIcon('bookmark'),
    filter,
    action: 'apply',
  };
}

function suggestionItem(suggestion: FilterSuggestion, module: ListModule): FilterItem {
  const description = suggestionText(suggestion, module);
  // Filters use the English names of columns, so only in English do both texts match.
  const isRepeated = `${description}:`.toLowerCase() === suggestion.term.toLowerCase();
  return {
    label: oneLabel(suggestion.term),
    ...(!isRepeated && { description }),
    iconPath: new vscode.ThemeIcon('add'),
    filter: suggestion.filter,
  };
}

function suggestionText(suggestion: FilterSuggestion, module: ListModule): string {
  switch (suggestion.kind) {
    case 'anyMissing':
      return vscode.l10n.t('Without a value');
    case 'anyPresent':
      return vscode.l10n.t('With a value');
    case 'column':
      return columnTitle(suggestion.column, module);
    case 'missing':
      return vscode.l10n.t('{0} has no value', columnTitle(suggestion.column, module));
    case 'present':
      return vscode.l10n.t('{0} has a value', columnTitle(suggestion.column, module));
    case 'days':
      return daysTitle(suggestion.days);
    case 'month':
      return choiceTitle('thisMonth');
    case 'after':
      return vscode.l10n.t('After {0}', suggestion.day);
    case 'before':
      return vscode.l10n.t('Before {0}', suggestion.day);
    case 'more':
      return vscode.l10n.t('More than {0}', suggestion.than);
    case 'value':
      return numberText(suggestion.count);
  }
}

function daysTitle(days: 1 | 7 | 30): string {
  if (days === 1) return choiceTitle('today');
  return choiceTitle(days === 7 ? 'last7Days' : 'last30Days');
}

function withSeparator(label: string, items: readonly FilterItem[]): FilterItem[] {
  return items.length ? [{ label, kind: vscode.QuickPickItemKind.Separator }, ...items] : [];
}
