import * as vscode from 'vscode';
import { dialectsOf, formOf } from '../../../kapture/catalogue/forms.ts';
import { type OperationId, operationIds } from '../../../kapture/catalogue/registry.ts';
import { connectionDefaults, readConnection } from '../../../kapture/connection/connection.ts';
import { defaultTimeZone } from '../../../kapture/dates/calendar.ts';
import { operationTitle, problemText } from '../../shared/texts/catalogueTexts.ts';
import { dialectTitle } from '../../shared/texts/connectionTexts.ts';
import type { KeyRing } from '../keys/keyRing.ts';
import {
  askBaseUrl,
  askCaFile,
  askConnectionName,
  askNumber,
  askPages,
  askPath,
  askReadOnly,
  askRecordUrl,
  askRole,
  askTenantId,
  askTimeZone,
} from './connectionQuestions.ts';
import { askDialect, askOperationDialect, askSample } from './dialectForm.ts';
import {
  type ConnectionEntry,
  type EntryChange,
  type EntryEdit,
  type NameCheck,
  dialectIn,
  objectIn,
  withDialect,
  withOperationDialect,
} from './entryDialects.ts';
import { askHeaders, headersText } from './headerForm.ts';
import { suggestedName } from './suggestedName.ts';

/**
 * Asks for the fields of a new connection in turn. Undefined if the user cancels. The titles count no steps: their
 * number is unknown, because questions about the auth key may follow.
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
  readonly ask?: () => Promise<EntryChange | EntryEdit | undefined>;
}

/** How the form reads and writes the entry that it edits. */
export interface EditedEntry {
  /** The current entry; undefined if it no longer exists. */
  readonly read: () => ConnectionEntry | undefined;
  /**
   * `shown` is the entry as the user saw it when making the change. Returns the changed entry; undefined if it was not
   * written because it no longer is the one that was shown.
   */
  readonly write: (change: EntryChange, shown: ConnectionEntry) => Promise<ConnectionEntry | undefined>;
  readonly keys: KeyRing;
}

/**
 * Lets the user edit the fields of a connection one by one. Each change is written at once. Resolves when the user
 * closes the list. Works on the raw entry so that an invalid one can be fixed.
 */
export async function editConnection({ read, write, keys }: EditedEntry, isTaken: NameCheck): Promise<void> {
  for (let shown = read(); shown; shown = read()) {
    const reading = readConnection(shown);
    const picked = await vscode.window.showQuickPick(fieldItems(shown, isTaken, keys), {
      title: vscode.l10n.t('Edit Connection {0}', toText(shown['name'])),
      placeHolder: reading.problem
        ? problemText(reading.problem)
        : vscode.l10n.t('Select what to change. Press Escape when you are done.'),
    });
    if (!picked?.ask) return;
    const answer = await picked.ask();
    if (!answer) continue;
    if (typeof answer === 'function') {
      await write(answer, shown);
      continue;
    }
    const written = await write(answer.change, shown);
    if (written) await answer.updateSecrets(written);
  }
}

function fieldItems(entry: ConnectionEntry, isTaken: NameCheck, keys: KeyRing): FieldItem[] {
  const { paging } = formOf('pull', dialectIn(entry, 'pull'));
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
    {
      label: vscode.l10n.t('Headers'),
      description: headersText(entry),
      ask: () => askHeaders(title, entry, keys),
    },
    {
      label: vscode.l10n.t('Tenant ID (cmId)'),
      description: shownText(entry['cmId']),
      ask: () => askTenantId(title, toText(entry['cmId'])),
    },
    {
      label: vscode.l10n.t('CA file'),
      description: shownText(entry['caFile']),
      ask: () => askCaFile(title, toText(entry['caFile'])),
    },
    {
      label: vscode.l10n.t('Customer page URL in Kapture'),
      description: shownText(entry['recordUrl']),
      ask: () => askRecordUrl(title, toText(entry['recordUrl'])),
    },
    field(vscode.l10n.t('Timeout (seconds)'), 'timeoutSeconds', connectionDefaults.timeoutSeconds, (current) =>
      askNumber(title, vscode.l10n.t('Maximum time for a complete response, in seconds.'), current, 3600),
    ),
    field(
      vscode.l10n.t('Hours per request'),
      'periodHours',
      paging?.maxHours ?? connectionDefaults.periodHours,
      (current) =>
        askNumber(
          title,
          vscode.l10n.t(
            'Maximum hours per request of a pull. If it is more than 24, days with few customers are combined. Newer tenants may accept at most 24 hours.',
          ),
          current,
          24 * 366,
        ),
    ),
    field(vscode.l10n.t('Parallel requests'), 'parallelPulls', connectionDefaults.parallelPulls, (current) =>
      askNumber(title, vscode.l10n.t('Maximum number of requests that a pull sends at the same time.'), current, 16),
    ),
    field(vscode.l10n.t('Maximum records per response'), 'recordLimit', paging?.limit ?? '', (current) =>
      askNumber(
        title,
        vscode.l10n.t(
          'Maximum number of records that this tenant returns per response. If a response reaches this limit, its range is split in half or fetched in pages.',
        ),
        current,
        1e6,
      ),
    ),
    field(vscode.l10n.t('Pages'), 'pages', paging !== undefined, () => askPages(title)),
    field(vscode.l10n.t('Pause between requests (milliseconds)'), 'pauseMs', 0, (current) =>
      askNumber(
        title,
        vscode.l10n.t(
          'Time between the end of one request of a pull or a bulk run and the start of the next, in milliseconds.',
        ),
        current,
        60_000,
        0,
      ),
    ),
    { label: vscode.l10n.t('Paths'), kind: vscode.QuickPickItemKind.Separator },
    ...operationIds.map((id) => pathItem(title, entry, id)),
    { label: vscode.l10n.t('Dialects of operations'), kind: vscode.QuickPickItemKind.Separator },
    ...operationIds.filter((id) => dialectsOf(id).length > 1).map((id) => operationDialectItem(title, entry, id)),
  ];
}

function pathItem(title: string, entry: ConnectionEntry, id: OperationId): FieldItem {
  const defaultPath = (of: ConnectionEntry): string => formOf(id, dialectIn(of, id)).path;
  const current = toText(objectIn(entry, 'paths')[id] ?? defaultPath(entry));
  return {
    label: operationTitle(id),
    description: current,
    ask: async () => {
      const path = await askPath(title, id, current);
      if (path === undefined) return undefined;
      return (latest) => {
        const { [id]: _old, ...others } = objectIn(latest, 'paths');
        return { ...latest, paths: path === defaultPath(latest) ? others : { ...others, [id]: path } };
      };
    },
  };
}

function operationDialectItem(title: string, entry: ConnectionEntry, id: OperationId): FieldItem {
  return {
    label: vscode.l10n.t('Dialect of {0}', operationTitle(id)),
    description: dialectTitle(dialectIn(entry, id)),
    ask: async () => {
      const dialect = await askOperationDialect(title, id, dialectIn(entry));
      return dialect && ((latest) => withOperationDialect(latest, id, dialect));
    },
  };
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

/** A value as the form shows it. */
function shownText(value: unknown): string {
  if (typeof value === 'boolean') return value ? vscode.l10n.t('on') : vscode.l10n.t('off');
  return toText(value) || vscode.l10n.t('not set');
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
