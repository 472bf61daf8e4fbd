import * as vscode from 'vscode';
import { commandLink } from '../../shared/commands.ts';
import { numberText, rangeText } from '../../shared/texts/localTexts.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import type { FailureGroup, FailureList } from './failureGroups.ts';

/**
 * A narrow side bar cuts the label off, so the reason comes first. In a list, where reasons often repeat, the range
 * comes first.
 */
export function failureItem(node: FailureGroup): vscode.TreeItem {
  const [newest, oldest] = [node.periods[0]!, node.periods.at(-1)!];
  const range = rangeText({ start: oldest.start, end: newest.end });
  const sentence = oneLine(node.sentence, 500);
  const item = new vscode.TreeItem(node.isListed ? range : (node.title ?? oneLine(node.sentence)));
  item.id = `failure/${newest.end}`;
  item.description = node.isListed ? listedReason(node) : range;
  item.tooltip = `${sentence} · ${range}`;
  item.iconPath = icons[node.reason];
  // There are no actions for periods that another window is pulling.
  if (node.reason === 'elsewhere') item.contextValue = 'elsewhere';
  else item.contextValue = node.response ? 'failure response' : 'failure';
  if (node.response) item.command = commandLink('kapture.showPeriodResponse', vscode.l10n.t('Show Response'), node);
  // For the other reasons, the sentence already says so.
  item.accessibilityInformation = {
    label: node.reason === 'failed' ? vscode.l10n.t('Not pulled: {0} {1}', sentence, range) : `${sentence} ${range}`,
  };
  return item;
}

/** A title tells failures apart. Without one, the status comes first. */
function listedReason({ title, status, sentence }: FailureGroup): string {
  if (title !== undefined) return title;
  return [...(status === undefined ? [] : [`HTTP ${status}`]), oneLine(sentence)].join(' · ');
}

/** The row that groups many failures. */
export function failureListItem({ groups, periods }: FailureList): vscode.TreeItem {
  const first = groups[0]!.reason;
  const reason = groups.every((group) => group.reason === first) ? first : 'missing';
  const item = new vscode.TreeItem(listTitle(reason, periods.length), vscode.TreeItemCollapsibleState.Collapsed);
  const causes = new Set(groups.map(({ cause }) => cause));
  item.id = 'failures';
  item.description =
    causes.size === 1
      ? (groups[0]!.title ?? oneLine(groups[0]!.cause))
      : vscode.l10n.t('{0} reasons', numberText(causes.size));
  item.tooltip = [...causes].map((sentence) => oneLine(sentence, 500)).join('\n');
  item.iconPath = icons[reason];
  item.contextValue = reason === 'elsewhere' ? 'elsewhere' : 'failure';
  item.accessibilityInformation = { label: `${item.label as string}, ${item.description}` };
  return item;
}

function listTitle(reason: FailureGroup['reason'], count: number): string {
  switch (reason) {
    case 'failed':
      return vscode.l10n.t('{0} periods failed', numberText(count));
    case 'missing':
      return vscode.l10n.t('{0} periods are missing', numberText(count));
    case 'elsewhere':
      return vscode.l10n.t('{0} periods are being pulled', numberText(count));
  }
}

const icons: Readonly<Record<FailureGroup['reason'], vscode.ThemeIcon>> = {
  failed: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')),
  missing: new vscode.ThemeIcon('circle-slash'),
  elsewhere: new vscode.ThemeIcon('sync'),
};
