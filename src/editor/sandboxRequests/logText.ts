import * as vscode from 'vscode';
import { faults } from '../../sandbox/faults.ts';
import type { LoggedExchange, LoggedRequest, RequestLogState } from '../../sandbox/requestLog.ts';
import { catalogueText, operationTitle } from '../shared/texts/catalogueTexts.ts';
import { durationText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';

/** The text of the log, one line for each request, and the number of the request of each line. */
export function logText({ requests }: RequestLogState): {
  readonly text: string;
  readonly lines: readonly (number | undefined)[];
} {
  if (!requests.length)
    return {
      text: vscode.l10n.t('The sandbox has not received any requests since it started or the log was cleared.'),
      lines: [undefined],
    };
  const rows = requests.map((request) => [
    clock(request.receivedAt),
    statusText(request),
    request.milliseconds === undefined ? '' : durationText(request.milliseconds),
    operationText(request),
    notes(request),
    `${request.method} ${oneLine(request.path)}`,
  ]);
  const widths = rows[0]!.map((_cell, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === 2 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      // Most sandboxes have no fault, and then no notes.
      .filter((cell) => cell !== '')
      .join('  ')
      .trimEnd();
  return {
    text: [
      vscode.l10n.t('Press Enter on a request to show its request and response bodies.'),
      '',
      ...rows.map(line),
      '',
    ].join('\n'),
    lines: [undefined, undefined, ...requests.map(({ id }) => id)],
  };
}

/** The text of one request with its bodies, unchanged. */
export function bodiesText(exchange: LoggedExchange): string {
  const head = [clock(exchange.receivedAt), operationText(exchange), notes(exchange)].filter(Boolean).join(' · ');
  const status = [
    exchange.status === undefined ? statusText(exchange) : `HTTP ${exchange.status}`,
    exchange.milliseconds === undefined ? '' : durationText(exchange.milliseconds),
  ];
  return [
    head,
    '',
    `${exchange.method} ${oneLine(exchange.path)}`,
    '',
    exchange.request || vscode.l10n.t('(no body)'),
    '',
    status.filter(Boolean).join(' · '),
    '',
    exchange.response || vscode.l10n.t('(no body)'),
    '',
  ].join('\n');
}

/** The local time with milliseconds, as in VS Code's own logs. */
function clock(instant: number): string {
  const date = new Date(instant);
  const part = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  return `${part(date.getHours())}:${part(date.getMinutes())}:${part(date.getSeconds())}.${part(date.getMilliseconds(), 3)}`;
}

function statusText({ status, milliseconds }: LoggedRequest): string {
  if (status !== undefined) return String(status);
  return milliseconds === undefined ? vscode.l10n.t('pending') : vscode.l10n.t('no response');
}

function operationText({ operation, dialect }: LoggedRequest): string {
  return operation && dialect ? `${operationTitle(operation)} (${dialect})` : vscode.l10n.t('(no operation)');
}

/** What is special about a response. */
function notes({ fault, mark, isBroken }: LoggedRequest): string {
  const title = faults.find(({ id }) => id === fault)?.title;
  return [
    title && vscode.l10n.t('fault: {0}', catalogueText(title)),
    isBroken && vscode.l10n.t('connection closed'),
    mark,
  ]
    .filter(Boolean)
    .join(' · ');
}
