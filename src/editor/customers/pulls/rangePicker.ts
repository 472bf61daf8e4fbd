import * as vscode from 'vscode';
import type { ListModule } from '../../../kapture/catalogue/operation.ts';
import {
  type DateRange,
  type Preset,
  presets,
  problemOfMoment,
  problemOfRange,
  todayIn,
} from '../../../kapture/dates/calendar.ts';
import type { Problem } from '../../../kapture/problem/problem.ts';
import { problemText } from '../../shared/texts/catalogueTexts.ts';
import { numberText, rangeText } from '../../shared/texts/localTexts.ts';
import { type RangeChoice, rangeOfChoice } from './pullRange.ts';

export function choiceTitle(choice: RangeChoice): string {
  if (typeof choice !== 'string') return rangeText(choice);
  const titles: Readonly<Record<Preset, string>> = {
    today: vscode.l10n.t('Today'),
    yesterday: vscode.l10n.t('Yesterday'),
    last7Days: vscode.l10n.t('Last 7 days'),
    last30Days: vscode.l10n.t('Last 30 days'),
    thisMonth: vscode.l10n.t('This month'),
  };
  return titles[choice];
}

interface RangeItem extends vscode.QuickPickItem {
  readonly choice: RangeChoice | 'custom';
}

/** Asks which days to pull. The last choice comes first. Undefined if the user cancels. */
export async function pickRange(
  module: ListModule,
  timeZone: string,
  last: RangeChoice | undefined,
): Promise<RangeChoice | undefined> {
  const item = (choice: RangeChoice): RangeItem => ({
    label: `$(calendar) ${choiceTitle(choice)}`,
    choice,
    ...(typeof choice === 'string' && { description: rangeText(rangeOfChoice(choice, timeZone)) }),
    ...(choice === last && { detail: vscode.l10n.t('Last used') }),
  });
  const others = presets.filter((preset) => preset !== last).map(item);
  const picked = await vscode.window.showQuickPick<RangeItem>(
    [...(last ? [item(last)] : []), ...others, { label: `$(edit) ${vscode.l10n.t('Other dates…')}`, choice: 'custom' }],
    {
      title: pullTitle(module),
      placeHolder: vscode.l10n.t('When were they created? (Time zone: {0})', timeZone),
      matchOnDescription: true,
    },
  );
  return picked?.choice === 'custom' ? askRange(module, timeZone, last) : picked?.choice;
}

async function askRange(
  module: ListModule,
  timeZone: string,
  last: RangeChoice | undefined,
): Promise<DateRange | undefined> {
  const today = todayIn(timeZone);
  const previous = last && rangeOfChoice(last, timeZone);
  const ask = (
    step: string,
    prompt: string,
    value: string,
    problemOf: (text: string) => Problem | undefined,
  ): Thenable<string | undefined> =>
    vscode.window.showInputBox({
      title: vscode.l10n.t('{0} ({1}/2)', pullTitle(module), step),
      prompt,
      value,
      ignoreFocusOut: true,
      placeHolder: 'YYYY-MM-DD',
      validateInput: (text) => problemText(problemOf(text.trim())),
    });
  const start = await ask(
    '1',
    module === 'ticket'
      ? vscode.l10n.t('First day as YYYY-MM-DD')
      : vscode.l10n.t('First day as YYYY-MM-DD, or with a time as YYYY-MM-DD hh:mm:ss'),
    previous?.start ?? today,
    problemOfMoment,
  );
  if (start === undefined) return undefined;
  const end = await ask('2', vscode.l10n.t('Last day (inclusive)'), previous?.end ?? today, (text) =>
    problemOfRange({ start: start.trim(), end: text }),
  );
  return end === undefined ? undefined : { start: start.trim(), end: end.trim() };
}

function pullTitle(module: ListModule): string {
  return module === 'ticket'
    ? vscode.l10n.t('Pull Tickets by Date Range')
    : vscode.l10n.t('Pull Customers by Date Range');
}

/** This is more than a year of single days, which is probably a typing error. */
const manyPeriods = 400;

/** Asks before a pull of very many periods. Resolves to whether to pull. */
export async function confirmLongRange(count: number): Promise<boolean> {
  if (count <= manyPeriods) return true;
  const pull = {
    label: vscode.l10n.t('Pull'),
    detail: vscode.l10n.t(
      'This takes up to {0} requests. You can cancel at any time and keep what was received so far.',
      numberText(count),
    ),
  };
  return (await vscode.window.showQuickPick([pull], { title: vscode.l10n.t('Pull this long date range?') })) === pull;
}
