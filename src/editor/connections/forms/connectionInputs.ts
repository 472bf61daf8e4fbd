import * as vscode from 'vscode';
import {
  type Role,
  problemOfBaseUrl,
  problemOfName,
  roles,
  trimBaseUrl,
} from '../../../kapture/connection/connection.ts';
import { defaultTimeZone, isTimeZone } from '../../../kapture/dates/calendar.ts';
import { type Problem } from '../../../kapture/problem/problem.ts';
import { catalogueText, problemText } from '../../shared/texts/catalogueTexts.ts';
import type { NameCheck } from './entryDialects.ts';

// The inputs for single facts of a connection. Each resolves to undefined if the user cancels.

export function askBaseUrl(title: string, current: string): Promise<string | undefined> {
  return askText(
    title,
    vscode.l10n.t('Base URL of the tenant, such as https://your-tenant.kapturecrm.com'),
    current,
    problemOfBaseUrl,
    trimBaseUrl,
  );
}

export function askConnectionName(title: string, current: string, isTaken: NameCheck): Promise<string | undefined> {
  return askText(
    title,
    vscode.l10n.t('A name for the connection. It is shown wherever you send a request.'),
    current,
    (name) => problemOfName(name) ?? isTaken(name.trim()),
    (name) => name.trim(),
  );
}

async function askText(
  title: string,
  prompt: string,
  value: string,
  problemOf: (text: string) => Problem | undefined,
  normalize = (text: string): string => text,
): Promise<string | undefined> {
  // An empty input shows no error before the user has typed; Enter on it asks again.
  for (let typed: string | undefined = ''; typed !== undefined;) {
    typed = await vscode.window.showInputBox({
      title,
      prompt,
      value,
      ignoreFocusOut: true,
      validateInput: (text) => (text ? problemText(problemOf(text)) : undefined),
    });
    if (typed) return normalize(typed);
  }
  return undefined;
}

export async function askRole(title: string): Promise<Role | undefined> {
  const about: Readonly<Record<Role, { icon: string; detail: string }>> = {
    production: {
      icon: 'warning',
      detail: vscode.l10n.t(
        'Real customer data. The status bar shows a warning, and every write asks for confirmation.',
      ),
    },
    development: { icon: 'tools', detail: vscode.l10n.t('A tenant for development and testing.') },
    sandbox: { icon: 'beaker', detail: vscode.l10n.t('A local Kapture server or a test environment.') },
  };
  const items = [...roles]
    .reverse()
    .map((role) => ({ label: `$(${about[role].icon}) ${catalogueText(role)}`, detail: about[role].detail, role }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('What is this tenant used for?'),
    ignoreFocusOut: true,
  });
  return picked?.role;
}

export async function askReadOnly(title: string): Promise<boolean | undefined> {
  const items = [
    {
      label: vscode.l10n.t('Read and write'),
      detail: vscode.l10n.t('Every operation can be sent.'),
      readOnly: false,
    },
    {
      label: `$(lock) ${vscode.l10n.t('Read-only')}`,
      detail: vscode.l10n.t('Writes are blocked, wherever they are sent from.'),
      readOnly: true,
    },
  ];
  return (
    await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('Which requests are allowed?'),
      ignoreFocusOut: true,
    })
  )?.readOnly;
}

export async function askTimeZone(title: string, current: string): Promise<string | undefined> {
  const zones = [...new Set([current, defaultTimeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].filter(
    isTimeZone,
  );
  return vscode.window.showQuickPick(zones, {
    title,
    placeHolder: vscode.l10n.t('Time zone of the dates that the tenant stores'),
    ignoreFocusOut: true,
  });
}
