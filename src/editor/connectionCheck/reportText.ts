import * as vscode from 'vscode';
import { l10n } from 'vscode';
import { entryOfExtraHeader } from '../../kapture/connectionCheck/connectionChange.ts';
import {
  checkSteps,
  type Certainty,
  type CheckReport,
  type CheckStep,
  type CheckStepId,
  type Conclusion,
  type ConnectionChange,
  type ReadResponse,
  type SentRead,
} from '../../kapture/connectionCheck/checkReport.ts';
import { onlyWritesShow } from '../../kapture/connectionCheck/findings.ts';
import { commandLink, withIcon } from '../shared/commands.ts';
import type { Targets } from '../shared/ports.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { explainError } from '../shared/texts/explain.ts';
import { durationText, numberText, whenText } from '../shared/texts/localTexts.ts';
import { oneLine, plainLines } from '../shared/texts/plainText.ts';
import { changesOf } from './changesOf.ts';

/** How much of a response a report shows, in characters. */
const maxShown = 1000;

export interface ReportText {
  readonly text: string;
  /** The line of each proposal, by the number of its finding. */
  readonly lines: ReadonlyMap<number, number>;
}

/** A report as text. Lines of a server's text have a mark, so that none of them can look like a line of the report. */
export function reportText(report: CheckReport, targets: Targets): ReportText {
  const lines: string[] = [];
  const places = new Map<number, number>();
  const requests = report.steps.flatMap(({ reads }) => reads.filter(({ result }) => result.kind !== 'not-sent'));
  lines.push(
    `# ${l10n.t('Test of {0}', oneLine(report.connection))}`,
    '',
    [
      oneLine(report.baseUrl),
      whenText(report.startedAt),
      requests.length === 1
        ? l10n.t('1 request, a read')
        : l10n.t(
            '{0} requests in {1} steps, all of them reads',
            numberText(requests.length),
            numberText(report.steps.length),
          ),
    ].join(' · '),
  );
  if (hasCustomers(report)) lines.push(l10n.t('The responses below contain customer data.'));

  const changes = changesOf(report, targets);
  if (changes.length) {
    lines.push('', `## ${l10n.t('Proposals')}`);
    for (const { finding, change, isApplied } of changes) {
      lines.push('');
      places.set(finding, lines.length);
      lines.push(
        conclusionLine(report.findings[finding]!),
        `    ${oneLine(changeText(change), 500)}${isApplied ? ` · ${l10n.t('applied')}` : ''}`,
      );
    }
  }
  const others = report.findings.filter((_finding, index) => !places.has(index));
  if (others.length) lines.push('', `## ${l10n.t('Findings')}`, '', ...others.map(conclusionLine));
  if (report.outcome !== 'no-response')
    lines.push(
      '',
      `## ${l10n.t('What only a write can show')}`,
      '',
      ...onlyWritesShow.map((text) => conclusionLine({ certainty: 'cannot-tell', text })),
    );
  for (const [index, step] of report.steps.entries())
    lines.push(
      '',
      `## ${l10n.t('Step {0} of {1}: {2}', index + 1, checkSteps.length, stepTitle(step.id))}`,
      '',
      ...stepLines(step),
    );
  return { text: `${lines.join('\n')}\n`, lines: places };
}

/** The code lenses of a report: actions at the top, and one above each proposal. */
export function reportLenses(report: CheckReport, uri: vscode.Uri, targets: Targets): vscode.CodeLens[] {
  const changes = changesOf(report, targets);
  const open = changes.filter(({ isApplied }) => !isApplied);
  const { lines } = reportText(report, targets);
  const at = (line: number, command: vscode.Command): vscode.CodeLens =>
    new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command);
  const applyAll = withIcon('check-all', l10n.t('Apply All ({0})', numberText(open.length)));
  return [
    ...(open.length > 1 ? [at(0, commandLink('kapture.applyAllFindings', applyAll, uri))] : []),
    at(0, commandLink('kapture.testConnection', withIcon('refresh', l10n.t('Test Again')), report.connection)),
    at(0, commandLink('kapture.testWithCustomer', withIcon('person', l10n.t('Test with a Customer…')), uri)),
    ...changes.map(({ finding, isApplied }) =>
      at(
        lines.get(finding)!,
        isApplied
          ? { title: withIcon('pass-filled', l10n.t('Applied')), command: '' }
          : commandLink('kapture.applyFinding', withIcon('check', l10n.t('Apply')), uri, finding),
      ),
    ),
  ];
}

export function stepTitle(id: CheckStepId): string {
  return {
    get: l10n.t('Get Customer'),
    'flat-pull': l10n.t('Pull Customers, flat dialect'),
    'nested-pull': l10n.t('Pull Customers, nested dialect'),
    orders: l10n.t('Order search'),
    ticket: l10n.t('Get Ticket'),
    headers: l10n.t('Headers x-api-key and x-api-type'),
  }[id];
}

/** Each request is followed by its conclusion, and the last one by all that are left. */
function stepLines({ reads, conclusions }: CheckStep): string[] {
  if (!reads.length) return conclusions.map(({ text }) => oneLine(problemText(text), 500));
  return reads.flatMap((read, index) => {
    const isLast = index === reads.length - 1;
    const own = conclusions.slice(index, isLast ? undefined : index + 1).map(conclusionLine);
    return [...readLines(read), ...own, ...(isLast ? [] : [''])];
  });
}

function readLines({ path, body, headers, result }: SentRead): string[] {
  const sent = [
    ['POST', oneLine(path, 2000)].join(' '),
    ...(headers.length ? [l10n.t('Headers: {0}', headers.join(', '))] : []),
  ];
  switch (result.kind) {
    case 'not-sent':
      return [...sent, ''];
    case 'error':
      return [...sent, ...quotedLines(body), '', explainError(result.error), ''];
    case 'response':
      return [...sent, ...quotedLines(body), '', ...responseLines(result.response), ''];
  }
}

function responseLines({
  status,
  contentType,
  location,
  milliseconds,
  text,
  isCut,
  isIncomplete,
}: ReadResponse): string[] {
  const start = [...text.slice(0, maxShown * 2)].slice(0, maxShown).join('');
  const isLonger = isCut || start.length < text.length;
  return [
    [`HTTP ${status}`, durationText(milliseconds), ...(contentType ? [oneLine(contentType, 100)] : [])].join(' · '),
    ...(location === undefined ? [] : [l10n.t('Redirects to {0}', oneLine(location, 500))]),
    ...(start ? quotedLines(start) : [l10n.t('(The response is empty.)')]),
    ...(isLonger ? [l10n.t('(Only the start is shown.)')] : []),
    ...(isIncomplete ? [l10n.t('(The rest of the response was not received.)')] : []),
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
  const mark = certainty === 'shown' && isTrouble ? '✗' : marks[certainty];
  const word = { shown: l10n.t('Shown'), suggests: l10n.t('Suggested'), 'cannot-tell': l10n.t('Unknown') }[certainty];
  return `${mark} ${word}: ${oneLine(problemText(text), 500)}`;
}

/** What a change sets, as it is written in the settings. */
function changeText(change: ConnectionChange): string {
  switch (change.kind) {
    case 'dialect':
      return `"dialects": ${JSON.stringify({ [change.operation]: change.dialect })}`;
    case 'cmId':
      return `"cmId": ${JSON.stringify(change.cmId)}`;
    case 'path':
      return `"paths": ${JSON.stringify({ [change.operation]: change.path })}`;
    case 'headers':
      return `"headers": ${JSON.stringify(change.headers.map(entryOfExtraHeader))}`;
  }
}

function hasCustomers({ steps }: CheckReport): boolean {
  return steps.some(({ reads }) =>
    reads.some(({ result }) => result.kind === 'response' && result.response.reading.records.length > 0),
  );
}
