import * as vscode from 'vscode';
import {
  onlyWritesShow,
  type Certainty,
  type CheckRead,
  type CheckReport,
  type Conclusion,
  type ConnectionChange,
} from '../../kapture/connectionCheck/checkConnection.ts';
import type { Exchange } from '../../kapture/exchange/exchange.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import { operationTitle, problemText } from '../shared/texts/catalogueTexts.ts';
import { explainError } from '../shared/texts/explain.ts';
import { durationText, whenText } from '../shared/texts/localTexts.ts';
import { oneLine, plainLines } from '../shared/texts/plainText.ts';

/** How much of a response a report shows, in characters. */
const maxShown = 1000;

/**
 * A report as text, and the line of each proposal. Lines of a server's text have a mark, so that none of them can look
 * like a line of the report. `isApplied` is empty if no proposal can be applied.
 */
export function reportText(
  { connection, baseUrl, startedAt, reads, proposals }: CheckReport,
  isApplied: readonly boolean[],
): { readonly text: string; readonly lines: readonly number[] } {
  const lines = [
    `# ${vscode.l10n.t('Test of {0}', oneLine(connection))}`,
    '',
    [oneLine(baseUrl), whenText(startedAt), vscode.l10n.t('only reads were sent')].join(' · '),
  ];
  if (reads.some(({ exchange }) => exchange?.response.reading.records.length))
    lines.push(vscode.l10n.t('The responses below contain customer data.'));
  if (isApplied.length) lines.push('', `## ${vscode.l10n.t('Proposals')}`);
  const starts = isApplied.map((done, index) => {
    const { conclusion, change } = proposals[index]!;
    lines.push(
      '',
      conclusionLine(conclusion),
      `    ${oneLine(changeText(change), 500)}${done ? ` · ${vscode.l10n.t('applied')}` : ''}`,
    );
    return lines.length - 2;
  });
  for (const read of reads) lines.push('', `## ${readTitle(read)}`, '', ...readLines(read));
  const open = onlyWritesShow.map((text) => conclusionLine({ certainty: 'cannot-tell', text }));
  if (!reads[0].error) lines.push('', `## ${vscode.l10n.t('What only a write can show')}`, '', ...open);
  return { text: `${lines.join('\n')}\n`, lines: starts };
}

/** The code lenses of a report: actions at the top, and one above each proposal. */
export function reportLenses(report: CheckReport, uri: vscode.Uri, isApplied: readonly boolean[]): vscode.CodeLens[] {
  const { lines } = reportText(report, isApplied);
  const at = (line: number, command: vscode.Command): vscode.CodeLens =>
    new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command);
  const test = (icon: string, title: string, withCustomer: boolean): vscode.CodeLens =>
    at(0, commandLink('kapture.testConnection', withIcon(icon, title), report.connection, withCustomer));
  return [
    test('refresh', vscode.l10n.t('Test Again'), false),
    test('person', vscode.l10n.t('Test with a Customer…'), true),
    ...isApplied.map((done, index) =>
      at(
        lines[index]!,
        done
          ? { title: withIcon('pass-filled', vscode.l10n.t('Applied')), command: '' }
          : commandLink('kapture.applyProposals', withIcon('check', vscode.l10n.t('Apply')), uri, index),
      ),
    ),
  ];
}

function readTitle({ operation, dialect }: CheckRead): string {
  return operation === 'get'
    ? operationTitle(operation)
    : vscode.l10n.t('{0}, {1} dialect', operationTitle(operation), dialect);
}

function readLines({ exchange, error, conclusion }: CheckRead): string[] {
  if (error) return [explainError(error)];
  return exchange
    ? [...exchangeLines(exchange), '', conclusionLine(conclusion)]
    : [oneLine(problemText(conclusion.text), 500)];
}

function exchangeLines({ url, requestBody, requestHeaders, response }: Exchange): string[] {
  const { status, contentType, location, milliseconds, text } = response;
  const headers = Object.keys(requestHeaders);
  const start = [...text.slice(0, maxShown * 2)].slice(0, maxShown).join('');
  const type = contentType ? [oneLine(contentType, 100)] : [];
  return [
    `POST ${oneLine(url, 2000)}`,
    ...(headers.length ? [vscode.l10n.t('Headers: {0}', headers.join(', '))] : []),
    ...quotedLines(requestBody),
    '',
    [`HTTP ${status}`, durationText(milliseconds), ...type].join(' · '),
    ...(location === undefined ? [] : [vscode.l10n.t('Redirects to {0}', oneLine(location, 500))]),
    ...(start ? quotedLines(start) : [vscode.l10n.t('(The response is empty.)')]),
    ...(start.length < text.length ? [vscode.l10n.t('(Only the start is shown.)')] : []),
  ];
}

/** A text from outside with a mark at each line. */
function quotedLines(text: string): string[] {
  return plainLines(text)
    .split('\n')
    .map((line) => `│ ${line}`);
}

const marks: Readonly<Record<Certainty, string>> = { shown: '✓', suggests: '≈', 'cannot-tell': '?' };

function conclusionLine({ certainty, text, isTrouble }: Conclusion): string {
  const word = {
    shown: vscode.l10n.t('Shown'),
    suggests: vscode.l10n.t('Suggested'),
    'cannot-tell': vscode.l10n.t('Unknown'),
  }[certainty];
  return `${isTrouble ? '✗' : marks[certainty]} ${word}: ${oneLine(problemText(text), 500)}`;
}

/** What a change sets, as it is written in the settings. */
function changeText(change: ConnectionChange): string {
  return change.kind === 'cmId'
    ? `"cmId": ${JSON.stringify(change.cmId)}`
    : `"dialects": ${JSON.stringify({ pull: change.dialect })}`;
}
