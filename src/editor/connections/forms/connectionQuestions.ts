import * as vscode from 'vscode';
import type { OperationId } from '../../../kapture/catalogue/registry.ts';
import { withoutSecretParameters } from '../../../kapture/commandLines/recognizeOperation.ts';
import {
  type Role,
  problemOfBaseUrl,
  problemOfName,
  problemOfPath,
  roles,
  trimBaseUrl,
} from '../../../kapture/connection/connection.ts';
import { problemOfRecordUrl } from '../../../kapture/connection/recordUrl.ts';
import { defaultTimeZone, isTimeZone } from '../../../kapture/dates/calendar.ts';
import { type Problem, problem } from '../../../kapture/problem/problem.ts';
import { catalogueText, operationTitle, problemText } from '../../shared/texts/catalogueTexts.ts';
import { oneLine } from '../../shared/texts/plainText.ts';
import type { EntryChange, NameCheck } from './entryDialects.ts';

// The questions for single facts of a connection. Each resolves to undefined if the user cancels.

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

export function askPath(title: string, id: OperationId, current: string): Promise<string | undefined> {
  return askText(
    title,
    vscode.l10n.t('Path of {0} on this tenant. It is sent exactly as you type it.', operationTitle(id)),
    current,
    problemOfPath,
    undefined,
    noteOnSecrets,
  );
}

/** Tells that a path is stored as text. It can be entered, because the tenant may require it. */
function noteOnSecrets(path: string): vscode.InputBoxValidationMessage | undefined {
  const { omitted } = withoutSecretParameters(path, undefined);
  if (!omitted.length) return undefined;
  return {
    message: vscode.l10n.t(
      'May be secret: {0}. A path is stored as text, and appears in the log, the history and copied requests.',
      oneLine(omitted.join(', '), 60),
    ),
    severity: vscode.InputBoxValidationSeverity.Warning,
  };
}

/** Asks for the tenant's own ID, or to remove it. */
export async function askTenantId(title: string, current: string): Promise<EntryChange | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    value: current,
    ignoreFocusOut: true,
    prompt: vscode.l10n.t("The tenant's own ID in Kapture, a number. A Pull in the nested dialect requires it."),
    validateInput: (text) =>
      /^\d{0,20}$/.test(text.trim()) ? undefined : problemText(problem('cmId must be a number.')),
  });
  if (typed === undefined) return undefined;
  return ({ cmId: _cmId, ...latest }) => (typed.trim() ? { ...latest, cmId: typed.trim() } : latest);
}

/** Asks for the URL of a customer's page, or to remove it. */
export async function askRecordUrl(title: string, current: string): Promise<EntryChange | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    value: current,
    ignoreFocusOut: true,
    prompt: vscode.l10n.t(
      "URL of a customer's page in Kapture, for Open in Kapture. {id} is replaced by the customer's ID, and {code} by the customer code.",
    ),
    placeHolder: 'https://your-tenant.kapturecrm.com/customer/{id}',
    validateInput: (text) => (text.trim() ? problemText(problemOfRecordUrl(text.trim())) : undefined),
  });
  if (typed === undefined) return undefined;
  return ({ recordUrl: _recordUrl, ...latest }) => (typed.trim() ? { ...latest, recordUrl: typed.trim() } : latest);
}

export async function askNumber(
  title: string,
  prompt: string,
  current: string,
  maximum: number,
  minimum = 1,
): Promise<number | undefined> {
  const typed = await askText(title, prompt, current, (value) =>
    /^\d+$/.test(value.trim()) && Number(value) >= minimum && Number(value) <= maximum
      ? undefined
      : problem('Enter a whole number from {0} to {1}.', minimum, maximum),
  );
  return typed === undefined ? undefined : Number(typed);
}

async function askText(
  title: string,
  prompt: string,
  value: string,
  problemOf: (text: string) => Problem | undefined,
  normalize = (text: string): string => text,
  noteOn: (text: string) => vscode.InputBoxValidationMessage | undefined = () => undefined,
): Promise<string | undefined> {
  // An empty input shows no error before the user has typed; Enter on it asks again.
  for (let typed: string | undefined = ''; typed !== undefined;) {
    typed = await vscode.window.showInputBox({
      title,
      prompt,
      value,
      ignoreFocusOut: true,
      validateInput: (text) => (text ? (problemText(problemOf(text)) ?? noteOn(text)) : undefined),
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
        'Real customer data. The status bar shows a warning, and every Add and Update asks for confirmation.',
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
      detail: vscode.l10n.t('Customers can be added and updated.'),
      readOnly: false,
    },
    {
      label: `$(lock) ${vscode.l10n.t('Read-only')}`,
      detail: vscode.l10n.t('Add and Update are blocked, wherever they are sent from.'),
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

export async function askPages(title: string): Promise<boolean | undefined> {
  const items = [
    { label: vscode.l10n.t('Complete responses'), detail: vscode.l10n.t('As documented by Kapture.'), pages: false },
    {
      label: vscode.l10n.t('Pages'),
      detail: vscode.l10n.t(
        'Sends limit and offset, which newer tenants may support. Also set Maximum records per response.',
      ),
      pages: true,
    },
  ];
  return (
    await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('How should a pull fetch large ranges?'),
      ignoreFocusOut: true,
    })
  )?.pages;
}

/** Asks for a file of certificates to trust in addition to the system's, or to stop using one. */
export async function askCaFile(title: string, current: string): Promise<EntryChange | undefined> {
  const choose = {
    label: vscode.l10n.t('Select File…'),
    detail: vscode.l10n.t('PEM certificates to trust in addition to the system certificates.'),
  };
  const none = { label: vscode.l10n.t('No file'), detail: vscode.l10n.t('Only the system certificates are trusted.') };
  const picked = current ? await vscode.window.showQuickPick([choose, none], { title, placeHolder: current }) : choose;
  if (picked === none) return ({ caFile: _caFile, ...latest }) => latest;
  const [file] =
    (picked &&
      (await vscode.window.showOpenDialog({
        title,
        openLabel: vscode.l10n.t('Trust'),
        filters: { PEM: ['pem', 'crt', 'cer'] },
      }))) ??
    [];
  return file && ((latest) => ({ ...latest, caFile: file.fsPath }));
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
