import * as vscode from 'vscode';
import type { LoggedRequest } from '../../sandbox/listener.ts';
import { operationTitle } from '../shared/texts/catalogueTexts.ts';
import { durationText } from '../shared/texts/localTexts.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { faultTitle } from './sandboxFaults.ts';

/** The line of the output channel for a request that the sandbox received. */
export function requestLine(request: LoggedRequest): string {
  const { receivedAt, method, path, operation, dialect, status, milliseconds, isBroken, fault, mark } = request;
  return [
    clock(receivedAt),
    status === undefined ? vscode.l10n.t('no response') : String(status),
    durationText(milliseconds),
    operation && dialect ? `${operationTitle(operation)} (${dialect})` : vscode.l10n.t('(no operation)'),
    `${method} ${oneLine(path)}`,
    fault !== 'none' && vscode.l10n.t('fault: {0}', faultTitle(fault)),
    isBroken && vscode.l10n.t('connection closed'),
    mark,
  ]
    .filter(Boolean)
    .join('  ');
}

/** The local time with milliseconds, as in VS Code's own logs. */
function clock(instant: number): string {
  const date = new Date(instant);
  const part = (value: number, digits = 2): string => String(value).padStart(digits, '0');
  return `${part(date.getHours())}:${part(date.getMinutes())}:${part(date.getSeconds())}.${part(date.getMilliseconds(), 3)}`;
}
