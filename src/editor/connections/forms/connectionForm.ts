import * as vscode from 'vscode';
import { dialectsOf } from '../../../kapture/catalogue/forms.ts';
import { operationIds } from '../../../kapture/catalogue/registry.ts';
import { connectionDefaults, readConnection } from '../../../kapture/connection/connection.ts';
import { defaultTimeZone } from '../../../kapture/dates/calendar.ts';
import { operationTitle, problemText } from '../../shared/texts/catalogueTexts.ts';
import { dialectTitle } from '../../shared/texts/connectionTexts.ts';
import { askBaseUrl, askConnectionName, askReadOnly, askRole, askTimeZone } from './connectionInputs.ts';
import { askDialect, askSample } from './dialectForm.ts';
import { type ConnectionEntry, type EntryChange, type NameCheck, dialectIn, withDialect } from './entryDialects.ts';
import { suggestedName } from './suggestedName.ts';

/**
 * Asks for the fields of a new connection in turn. Undefined if the user cancels. The titles count no steps: their
 * number is unknown, because inputs for the auth key may follow.
 */
export async function askNewConnection(isTaken: NameCheck): Promise<ConnectionEntry | undefined> {
  const title = newConnectionTitle();
  const baseUrl = await askBaseUrl(title, '');
  if (baseUrl === undefined) return undefined;
  const name = await askConnectionName(
    title,
    suggestedName(new URL(baseUrl), vscode.l10n.t('Local'), (name) => isTaken(name) !== undefined),
    isTaken,
  );
  if (name === undefined) return undefined;
  const role = await askRole(title);
  if (role === undefined) return undefined;
  const timeZone = await askTimeZone(title, defaultTimeZone);
  if (timeZone === undefined) return undefined;
  const sample = await askSample(title);
  return sample && { name, baseUrl, role, timeZone, ...sample };
}

/** Asks how to describe a new connection: with a command that works, or property by property. */
export async function askSetUp(): Promise<'curl' | 'url' | undefined> {
  const items = [
    {
      label: `$(clippy) ${vscode.l10n.t('Paste a curl Command')}`,
      detail: vscode.l10n.t(
        "One that works, from Kapture's support or Postman. It contains the base URL, dialect, headers and auth key.",
      ),
      setUp: 'curl' as const,
    },
    {
      label: `$(link) ${vscode.l10n.t('Enter the Base URL')}`,
      detail: vscode.l10n.t('Then compare sample requests with your documentation.'),
      setUp: 'url' as const,
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: newConnectionTitle(),
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('How do you want to describe your tenant?'),
  });
  return picked?.setUp;
}

export function newConnectionTitle(): string {
  return vscode.l10n.t('Add Kapture Connection');
}

interface FieldItem extends vscode.QuickPickItem {
  /** Asks for the value; undefined if the user cancels. */
  readonly ask: () => Promise<EntryChange | undefined>;
}

/** How the form reads and writes the entry that it edits. */
export interface EditedEntry {
  /** The current entry; undefined if it no longer exists. */
  readonly read: () => ConnectionEntry | undefined;
  /** `shown` is the entry as the user saw it when making the change. */
  readonly write: (change: EntryChange, shown: ConnectionEntry) => Promise<void>;
}

/**
 * Lets the user edit the main fields of a connection one by one, and the others in settings.json. Each change is
 * written at once. Resolves when the user closes the list. Works on the raw entry so that an invalid one can be fixed.
 */
export async function editConnection({ read, write }: EditedEntry, isTaken: NameCheck): Promise<void> {
  const others = {
    label: vscode.l10n.t('Other Properties…'),
    detail: vscode.l10n.t('Paths, headers, limits and dialects of operations, in settings.json.'),
    ask: undefined,
  };
  for (let shown = read(); shown; shown = read()) {
    const reading = readConnection(shown);
    const picked = await vscode.window.showQuickPick([...fieldItems(shown, isTaken), others], {
      title: vscode.l10n.t('Edit Connection {0}', toText(shown['name'])),
      placeHolder: reading.problem
        ? problemText(reading.problem)
        : vscode.l10n.t('Select what to change. Press Escape when you are done.'),
    });
    if (picked === others) await openConnectionSettings();
    if (!picked?.ask) return;
    const change = await picked.ask();
    if (change) await write(change, shown);
  }
}

/** Opens the connections in settings.json, where VS Code completes and checks their properties. */
export async function openConnectionSettings(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openApplicationSettingsJson', {
    revealSetting: { key: 'kapture.connections' },
  });
}

function fieldItems(entry: ConnectionEntry, isTaken: NameCheck): FieldItem[] {
  const title = vscode.l10n.t('Edit Connection {0}', toText(entry['name']));
  const field = (
    label: string,
    key: string,
    fallback: unknown,
    ask: (current: string) => Promise<unknown>,
  ): FieldItem => ({
    label,
    description: shownText(entry[key] ?? fallback),
    ask: async () => {
      const value = await ask(toText(entry[key] ?? fallback));
      return value === undefined ? undefined : (latest) => ({ ...latest, [key]: value });
    },
  });
  return [
    field(vscode.l10n.t('Base URL'), 'baseUrl', '', (current) => askBaseUrl(title, current)),
    field(vscode.l10n.t('Name'), 'name', '', (current) => askConnectionName(title, current, isTaken)),
    field(vscode.l10n.t('Role'), 'role', connectionDefaults.role, () => askRole(title)),
    field(vscode.l10n.t('Read-only'), 'readOnly', connectionDefaults.readOnly, () => askReadOnly(title)),
    field(vscode.l10n.t('Time zone'), 'timeZone', connectionDefaults.timeZone, (current) =>
      askTimeZone(title, current),
    ),
    {
      label: vscode.l10n.t('Dialect'),
      description: dialectsText(entry),
      ask: async () => {
        const dialect = await askDialect(title);
        return dialect && ((latest) => withDialect(latest, dialect));
      },
    },
  ];
}

/** The dialect of an entry, and those of operations that differ from it. */
function dialectsText(entry: ConnectionEntry): string {
  const own = dialectIn(entry);
  const others = operationIds.filter((id) => dialectsOf(id).length > 1 && dialectIn(entry, id) !== own);
  return [
    dialectTitle(own),
    ...others.map((id) => vscode.l10n.t('{0}: {1}', operationTitle(id), dialectTitle(dialectIn(entry, id)))),
  ].join(' · ');
}

function shownText(value: unknown): string {
  if (typeof value === 'boolean') return value ? vscode.l10n.t('on') : vscode.l10n.t('off');
  return toText(value) || vscode.l10n.t('not set');
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
