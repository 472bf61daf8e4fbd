import * as vscode from 'vscode';
import {
  connectionDefaults,
  defaultWindowHours,
  problemOfBaseUrl,
  problemOfName,
  problemOfPath,
  readConnection,
  roles,
  trimBaseUrl,
  type Role,
} from '../../kapture/connection/connection.ts';
import { dialects, type Dialect } from '../../kapture/catalogue/dialect.ts';
import { dialectsOf, formOf } from '../../kapture/catalogue/forms.ts';
import { operationIds, type OperationId } from '../../kapture/catalogue/registry.ts';
import { problem, type Problem } from '../../kapture/problem/problem.ts';
import { defaultTimeZone, isTimeZone } from '../../kapture/dates/timeZone.ts';
import { catalogueText, operationTitle, problemText } from '../shared/texts/catalogueTexts.ts';
import type { ConnectionEntry, EntryChange, NameCheck } from './connectionEntry.ts';
import { askDialect, askOperationDialect } from './dialectForm.ts';
import { dialectTitle } from '../shared/texts/dialectTitle.ts';
import { askHeaders, headersText, type HeaderValues } from './headerForm.ts';
import { askSample } from './sampleStep.ts';
import { suggestedName } from './suggestedName.ts';

/**
 * Asks for the fields of a new connection in turn. `suggested` prefills the base URL. Undefined if the user cancels.
 * The titles count no steps: their number is unknown, because questions about the auth key may follow.
 */
export async function askNewConnection(isTaken: NameCheck, suggested = ''): Promise<ConnectionEntry | undefined> {
  const title = newConnectionTitle();
  const baseUrl = await askBaseUrl(title, suggested);
  if (baseUrl === undefined) return undefined;
  const name = await askName(
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
  readonly ask?: () => Promise<EntryChange | undefined>;
}

/** How the form reads and writes the entry that it edits. */
export interface EditedEntry {
  /** The current entry; undefined if it no longer exists. */
  readonly read: () => ConnectionEntry | undefined;
  /** `shown` is the entry as the user saw it when making the change. */
  readonly write: (change: EntryChange, shown: ConnectionEntry) => Promise<void>;
  readonly headerValues: HeaderValues;
}

/**
 * Lets the user edit the fields of a connection one by one. Each change is written at once. Resolves when the user
 * closes the list. Works on the raw entry so that an invalid one can be fixed.
 */
export async function editConnection({ read, write, headerValues }: EditedEntry, isTaken: NameCheck): Promise<void> {
  for (let shown = read(); shown; shown = read()) {
    const reading = readConnection(shown);
    const picked = await vscode.window.showQuickPick(fieldItems(shown, isTaken, headerValues), {
      title: vscode.l10n.t('Edit Connection {0}', toText(shown['name'])),
      placeHolder: reading.problem
        ? problemText(reading.problem)
        : vscode.l10n.t('Select what to change. Press Escape when you are done.'),
    });
    if (!picked?.ask) return;
    const change = await picked.ask();
    if (change) await write(change, shown);
  }
}

function fieldItems(entry: ConnectionEntry, isTaken: NameCheck, headerValues: HeaderValues): FieldItem[] {
  const title = vscode.l10n.t('Edit Connection {0}', toText(entry['name']));
  const field = (
    label: string,
    key: string,
    fallback: unknown,
    ask: (current: string) => Promise<unknown>,
  ): FieldItem => ({
    label,
    description: toText(entry[key] ?? fallback),
    ask: async () => {
      const value = await ask(toText(entry[key] ?? fallback));
      return value === undefined ? undefined : (latest) => ({ ...latest, [key]: value });
    },
  });
  return [
    field(vscode.l10n.t('Base URL'), 'baseUrl', '', (current) => askBaseUrl(title, current)),
    field(vscode.l10n.t('Name'), 'name', '', (current) => askName(title, current, isTaken)),
    field(vscode.l10n.t('Role'), 'role', connectionDefaults.role, () => askRole(title)),
    field(vscode.l10n.t('Read-only'), 'readOnly', connectionDefaults.readOnly, () => askReadOnly(title)),
    field(vscode.l10n.t('Time zone'), 'timeZone', connectionDefaults.timeZone, (current) =>
      askTimeZone(title, current),
    ),
    {
      label: vscode.l10n.t('Dialect'),
      description: dialectTitle(dialectIn(entry)),
      ask: async () => {
        const dialect = await askDialect(title);
        return dialect && ((latest) => ({ ...latest, dialect }));
      },
    },
    {
      label: vscode.l10n.t('Headers'),
      description: headersText(entry),
      ask: () => askHeaders(title, entry, headerValues),
    },
    {
      label: vscode.l10n.t('Tenant ID (cmId)'),
      description: toText(entry['cmId']),
      ask: () => askTenantId(title, toText(entry['cmId'])),
    },
    {
      label: vscode.l10n.t('CA file'),
      description: toText(entry['caFile']),
      ask: () => askCaFile(title, toText(entry['caFile'])),
    },
    field(vscode.l10n.t('Timeout (seconds)'), 'timeoutSeconds', connectionDefaults.timeoutSeconds, (current) =>
      askNumber(title, vscode.l10n.t('Maximum time for a complete response, in seconds.'), current, 3600),
    ),
    field(vscode.l10n.t('Hours per request'), 'windowHours', defaultWindowHours(entry['pages']), (current) =>
      askNumber(
        title,
        vscode.l10n.t(
          'Maximum hours per request of a pull. Days with few customers are combined up to this limit. Newer tenants return at most 24 hours.',
        ),
        current,
        24 * 366,
      ),
    ),
    field(vscode.l10n.t('Parallel requests'), 'parallelPulls', connectionDefaults.parallelPulls, (current) =>
      askNumber(title, vscode.l10n.t('Maximum number of requests that a pull sends at the same time.'), current, 16),
    ),
    field(vscode.l10n.t('Maximum records per response'), 'recordLimit', '', (current) =>
      askNumber(
        title,
        vscode.l10n.t(
          'Maximum number of records that this tenant returns per response. If a response reaches this limit, its range is split in half or fetched in pages.',
        ),
        current,
        1e6,
      ),
    ),
    field(vscode.l10n.t('Pages'), 'pages', false, () => askPages(title)),
    field(vscode.l10n.t('Pause between requests (milliseconds)'), 'pauseMs', 0, (current) =>
      askNumber(
        title,
        vscode.l10n.t('Time between the end of one request of a pull and the start of the next, in milliseconds.'),
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

function withOperationDialect(
  entry: ConnectionEntry,
  id: OperationId,
  dialect: Dialect | 'connection',
): ConnectionEntry {
  const { dialects: _dialects, ...others } = entry;
  const { [id]: _old, ...rest } = objectIn(entry, 'dialects');
  const changed = dialect === 'connection' ? rest : { ...rest, [id]: dialect };
  return Object.keys(changed).length ? { ...others, dialects: changed } : others;
}

/** The dialect of an entry, or of one of its operations. An invalid one counts as the default. */
function dialectIn(entry: ConnectionEntry, id?: OperationId): Dialect {
  const own = id === undefined ? undefined : objectIn(entry, 'dialects')[id];
  const found = [own, entry['dialect']].find((value) => dialects.includes(value as Dialect));
  return (found as Dialect | undefined) ?? connectionDefaults.dialect;
}

/** An object in an entry; empty if it is missing or invalid. */
function objectIn(entry: ConnectionEntry, key: string): Record<string, unknown> {
  const value = entry[key];
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function askBaseUrl(title: string, current: string): Promise<string | undefined> {
  return askText(
    title,
    vscode.l10n.t('Base URL of the tenant, such as https://your-tenant.kapturecrm.com'),
    current,
    problemOfBaseUrl,
    trimBaseUrl,
  );
}

export function askName(title: string, current: string, isTaken: NameCheck): Promise<string | undefined> {
  return askText(
    title,
    vscode.l10n.t('A name for the connection. It is shown wherever you send a request.'),
    current,
    (name) => problemOfName(name) ?? isTaken(name.trim()),
    (name) => name.trim(),
  );
}

function askPath(title: string, id: OperationId, current: string): Promise<string | undefined> {
  return askText(
    title,
    vscode.l10n.t('Path of {0} on this tenant. It is sent exactly as you type it.', operationTitle(id)),
    current,
    problemOfPath,
  );
}

/** Asks for the tenant's own ID, or to remove it. */
async function askTenantId(title: string, current: string): Promise<EntryChange | undefined> {
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

async function askNumber(
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

async function askReadOnly(title: string): Promise<boolean | undefined> {
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

async function askPages(title: string): Promise<boolean | undefined> {
  const items = [
    { label: vscode.l10n.t('Complete responses'), detail: vscode.l10n.t('As documented by Kapture.'), pages: false },
    {
      label: vscode.l10n.t('Pages'),
      detail: vscode.l10n.t(
        'Sends limit and offset, which newer tenants support. Also set Maximum records per response.',
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
async function askCaFile(title: string, current: string): Promise<EntryChange | undefined> {
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

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
