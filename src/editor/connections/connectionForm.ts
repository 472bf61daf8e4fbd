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
import { operationIds, operations, type OperationId } from '../../kapture/catalogue/registry.ts';
import { problem, type Problem } from '../../kapture/problem.ts';
import { defaultTimeZone, isTimeZone } from '../../kapture/dates/timeZone.ts';
import { catalogueText, operationTitle, problemText } from '../shared/texts/catalogueTexts.ts';
import { suggestedName } from './suggestedName.ts';

/** What the setting holds: only what differs from the defaults. */
export type ConnectionEntry = Record<string, unknown>;

/** Says what is wrong with a name that others may have already. */
export type NameCheck = (name: string) => Problem | undefined;

/** Asks for a new connection, a box a fact. `suggested` is where the address starts from. Undefined if the user escapes. */
export async function askNewConnection(isTaken: NameCheck, suggested = ''): Promise<ConnectionEntry | undefined> {
  const title = vscode.l10n.t('Add Kapture Connection');
  const baseUrl = await askBaseUrl(`${title} (1/4)`, suggested);
  if (baseUrl === undefined) return undefined;
  const name = await askName(
    `${title} (2/4)`,
    suggestedName(new URL(baseUrl), vscode.l10n.t('Local'), (name) => isTaken(name) !== undefined),
    isTaken,
  );
  if (name === undefined) return undefined;
  const role = await askRole(`${title} (3/4)`);
  if (role === undefined) return undefined;
  const timeZone = await askTimeZone(`${title} (4/4)`, defaultTimeZone);
  return timeZone === undefined ? undefined : { name, baseUrl, role, timeZone };
}

/** Puts one fact into an entry, whatever else that says by then. */
export type FactChange = (entry: ConnectionEntry) => ConnectionEntry;

interface FactItem extends vscode.QuickPickItem {
  /** Asks for the fact; undefined if the user escapes. */
  readonly ask?: () => Promise<FactChange | undefined>;
}

/** Where the form reads an entry and writes its facts. */
export interface EditedEntry {
  /** The entry as it is now; undefined if it is gone. */
  readonly read: () => ConnectionEntry | undefined;
  /** Writes a fact that the user changed in an entry as it was shown. */
  readonly write: (change: FactChange, shown: ConnectionEntry) => Promise<void>;
}

/**
 * Shows what a connection says and lets its facts be changed one by one; each change is written at once. Resolves when the
 * user escapes. Works on the raw entry, so that a broken one can be mended.
 */
export async function editConnection({ read, write }: EditedEntry, isTaken: NameCheck): Promise<void> {
  for (let shown = read(); shown; shown = read()) {
    const reading = readConnection(shown);
    const picked = await vscode.window.showQuickPick(factsOf(shown, isTaken), {
      title: vscode.l10n.t('Edit Connection {0}', text(shown['name'])),
      placeHolder: reading.problem
        ? problemText(reading.problem)
        : vscode.l10n.t('Select what to change. Press Escape when you are done.'),
    });
    if (!picked?.ask) return;
    const change = await picked.ask();
    if (change) await write(change, shown);
  }
}

function factsOf(entry: ConnectionEntry, isTaken: NameCheck): FactItem[] {
  const title = vscode.l10n.t('Edit Connection {0}', text(entry['name']));
  const fact = (
    label: string,
    key: string,
    fallback: unknown,
    ask: (present: string) => Promise<unknown>,
  ): FactItem => ({
    label,
    description: text(entry[key] ?? fallback),
    ask: async () => {
      const value = await ask(text(entry[key] ?? fallback));
      return value === undefined ? undefined : (now) => ({ ...now, [key]: value });
    },
  });
  const paths = pathsOf(entry);
  return [
    fact(vscode.l10n.t('Base URL'), 'baseUrl', '', (present) => askBaseUrl(title, present)),
    fact(vscode.l10n.t('Name'), 'name', '', (present) => askName(title, present, isTaken)),
    fact(vscode.l10n.t('Role'), 'role', connectionDefaults.role, () => askRole(title)),
    fact(vscode.l10n.t('Read-only'), 'readOnly', connectionDefaults.readOnly, () => askReadOnly(title)),
    fact(vscode.l10n.t('Time zone'), 'timeZone', connectionDefaults.timeZone, (present) => askTimeZone(title, present)),
    {
      label: vscode.l10n.t('CA file'),
      description: text(entry['caFile']),
      ask: () => askCaFile(title, text(entry['caFile'])),
    },
    fact(vscode.l10n.t('Timeout (seconds)'), 'timeoutSeconds', connectionDefaults.timeoutSeconds, (present) =>
      askNumber(title, vscode.l10n.t('Maximum time for a complete response, in seconds.'), present, 3600),
    ),
    fact(vscode.l10n.t('Hours per Pull'), 'windowHours', defaultWindowHours(entry['pages']), (present) =>
      askNumber(
        title,
        vscode.l10n.t(
          'Maximum hours per Pull. Quiet days are combined up to this limit. Newer tenants return at most 24 hours.',
        ),
        present,
        24 * 366,
      ),
    ),
    fact(vscode.l10n.t('Parallel Pulls'), 'parallelPulls', connectionDefaults.parallelPulls, (present) =>
      askNumber(title, vscode.l10n.t('Maximum number of Pulls that run at the same time.'), present, 16),
    ),
    fact(vscode.l10n.t('Maximum records per response'), 'recordLimit', '', (present) =>
      askNumber(
        title,
        vscode.l10n.t(
          'Maximum records that this tenant returns per response. A Pull that reaches this limit is repeated in halves, or in pages.',
        ),
        present,
        1e6,
      ),
    ),
    fact(vscode.l10n.t('Pages'), 'pages', false, () => askPages(title)),
    fact(vscode.l10n.t('Pause between Pulls (milliseconds)'), 'pauseMs', 0, (present) =>
      askNumber(
        title,
        vscode.l10n.t('Time between the end of one Pull and the start of the next, in milliseconds.'),
        present,
        60_000,
        0,
      ),
    ),
    { label: vscode.l10n.t('Paths'), kind: vscode.QuickPickItemKind.Separator },
    ...operationIds.map((id): FactItem => ({
      label: operationTitle(id),
      description: text(paths[id] ?? operations[id].path),
      ask: async () => {
        const path = await askPath(title, id, text(paths[id] ?? operations[id].path));
        if (path === undefined) return undefined;
        return (now) => {
          const { [id]: _old, ...others } = pathsOf(now);
          return { ...now, paths: path === operations[id].path ? others : { ...others, [id]: path } };
        };
      },
    })),
  ];
}

function pathsOf({ paths }: ConnectionEntry): Record<string, unknown> {
  return typeof paths === 'object' && paths !== null ? (paths as Record<string, unknown>) : {};
}

function askBaseUrl(title: string, present: string): Promise<string | undefined> {
  return askText(
    title,
    vscode.l10n.t('Base URL of the tenant, such as https://your-tenant.kapturecrm.com'),
    present,
    problemOfBaseUrl,
    trimBaseUrl,
  );
}

function askName(title: string, present: string, isTaken: NameCheck): Promise<string | undefined> {
  return askText(
    title,
    vscode.l10n.t('A name for the connection. It is shown wherever you send a request.'),
    present,
    (name) => problemOfName(name) ?? isTaken(name.trim()),
    (name) => name.trim(),
  );
}

function askPath(title: string, id: OperationId, present: string): Promise<string | undefined> {
  return askText(
    title,
    vscode.l10n.t('Path of {0} on this tenant. It is sent exactly as you type it.', operationTitle(id)),
    present,
    problemOfPath,
  );
}

async function askNumber(
  title: string,
  prompt: string,
  present: string,
  most: number,
  least = 1,
): Promise<number | undefined> {
  const typed = await askText(title, prompt, present, (value) =>
    /^\d+$/.test(value.trim()) && Number(value) >= least && Number(value) <= most
      ? undefined
      : problem('Enter a whole number from {0} to {1}.', least, most),
  );
  return typed === undefined ? undefined : Number(typed);
}

async function askText(
  title: string,
  prompt: string,
  value: string,
  problemOf: (text: string) => Problem | undefined,
  tidy = (text: string): string => text,
): Promise<string | undefined> {
  // An empty box is no mistake while one has not typed yet; Enter in it leads nowhere.
  for (let typed: string | undefined = ''; typed !== undefined;) {
    typed = await vscode.window.showInputBox({
      title,
      prompt,
      value,
      ignoreFocusOut: true,
      validateInput: (text) => (text ? problemText(problemOf(text)) : undefined),
    });
    if (typed) return tidy(typed);
  }
  return undefined;
}

async function askRole(title: string): Promise<Role | undefined> {
  const about: Readonly<Record<Role, { icon: string; detail: string }>> = {
    production: {
      icon: 'warning',
      detail: vscode.l10n.t('Real customers. The status bar shows a warning, and every write asks for confirmation.'),
    },
    development: { icon: 'tools', detail: vscode.l10n.t('A tenant for trying things out.') },
    sandbox: { icon: 'beaker', detail: vscode.l10n.t('A local Kapture server or a test environment.') },
  };
  const items = [...roles]
    .reverse()
    .map((role) => ({ label: `$(${about[role].icon}) ${catalogueText(role)}`, detail: about[role].detail, role }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    placeHolder: vscode.l10n.t('What is it used for?'),
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
        'With limit and offset, as on newer tenants. The maximum records per response must be set too.',
      ),
      pages: true,
    },
  ];
  return (
    await vscode.window.showQuickPick(items, {
      title,
      placeHolder: vscode.l10n.t('How should Pulls request many customers?'),
      ignoreFocusOut: true,
    })
  )?.pages;
}

/** A file of certificates to trust besides the system's, or none any more. */
async function askCaFile(title: string, present: string): Promise<FactChange | undefined> {
  const choose = {
    label: vscode.l10n.t('Choose a file…'),
    detail: vscode.l10n.t('PEM certificates to trust in addition to the system certificates.'),
  };
  const none = { label: vscode.l10n.t('No file'), detail: vscode.l10n.t('Only the system certificates are trusted.') };
  const picked = present ? await vscode.window.showQuickPick([choose, none], { title, placeHolder: present }) : choose;
  if (picked === none) return ({ caFile: _caFile, ...now }) => now;
  const [file] =
    (picked &&
      (await vscode.window.showOpenDialog({
        title,
        openLabel: vscode.l10n.t('Trust'),
        filters: { PEM: ['pem', 'crt', 'cer'] },
      }))) ??
    [];
  return file && ((now) => ({ ...now, caFile: file.fsPath }));
}

async function askTimeZone(title: string, present: string): Promise<string | undefined> {
  const zones = [...new Set([present, defaultTimeZone, 'UTC', ...Intl.supportedValuesOf('timeZone')])].filter(
    isTimeZone,
  );
  return vscode.window.showQuickPick(zones, {
    title,
    placeHolder: vscode.l10n.t('Time zone of the dates that the tenant stores'),
    ignoreFocusOut: true,
  });
}

function text(value: unknown): string {
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
}
