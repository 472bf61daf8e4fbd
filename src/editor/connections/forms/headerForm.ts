import * as vscode from 'vscode';
import { type OperationId, operationIds } from '../../../kapture/catalogue/registry.ts';
import { problemOfHeaderName, problemOfHeaderValue } from '../../../kapture/connection/extraHeaders.ts';
import { type Problem, problem } from '../../../kapture/problem/problem.ts';
import { operationTitle, problemText } from '../../shared/texts/catalogueTexts.ts';
import { oneDetail, oneLabel, oneLine } from '../../shared/texts/plainText.ts';
import { askSecret } from '../keys/askSecrets.ts';
import { type KeyRing, type SecretOwner, headerSlot } from '../keys/keyRing.ts';
import type { ConnectionEntry, EntryChange, EntryEdit } from './entryDialects.ts';

/** A header as it is in the settings. */
type HeaderEntry = Readonly<Record<string, unknown>>;

/** Where the value of a header is. */
type Source = 'text' | 'secret' | 'auth-key';

/** The headers of a connection in one line. */
export function headersText(entry: ConnectionEntry): string {
  return headersOf(entry)
    .map(({ name }) => oneLine(String(name), 40))
    .join(', ');
}

/**
 * Lets the user add, change or remove a header. Undefined if the user cancels. A secret is stored or deleted after the
 * settings are written: if that fails, the headers in the settings still have the values that they had before.
 */
export async function askHeaders(title: string, entry: ConnectionEntry, keys: KeyRing): Promise<EntryEdit | undefined> {
  const edit = await askEdit(title, entry);
  if (!edit) return undefined;
  const { header, secret, change } = edit;
  return { change, updateSecrets: (written) => updateSecret(written, header, secret, keys) };
}

/** A change to a header. */
interface HeaderEdit {
  readonly header: string;
  /** Its new value, if it is a secret. */
  readonly secret?: string | undefined;
  readonly change: EntryChange;
}

async function askEdit(title: string, entry: ConnectionEntry): Promise<HeaderEdit | undefined> {
  const headers = headersOf(entry);
  if (!headers.length) return addHeader(title, entry);
  const add = { label: `$(add) ${vscode.l10n.t('Add Header…')}`, header: undefined };
  const picked = await vscode.window.showQuickPick(
    [...headers.map((header) => ({ ...headerItem(header), header })), add],
    { title, placeHolder: vscode.l10n.t('Select a header to change or remove it'), ignoreFocusOut: true },
  );
  if (!picked) return undefined;
  return picked.header ? changeHeader(title, entry, picked.header) : addHeader(title, entry);
}

async function addHeader(title: string, entry: ConnectionEntry): Promise<HeaderEdit | undefined> {
  const taken = headersOf(entry).map((header) => String(header['name']).toLowerCase());
  const name = await askText(title, vscode.l10n.t('Name of the header, such as x-api-key'), '', (text) =>
    taken.includes(text.toLowerCase())
      ? problem('The header {0} is listed more than once.', text)
      : problemOfHeaderName(text),
  );
  if (name === undefined) return undefined;
  const answer = await askValue(title, entry, { name });
  return (
    answer && {
      header: name,
      secret: answer.secret,
      change: (latest) => ({ ...latest, headers: [...headersOf(latest), { name, ...answer.value }] }),
    }
  );
}

async function changeHeader(
  title: string,
  entry: ConnectionEntry,
  header: HeaderEntry,
): Promise<HeaderEdit | undefined> {
  const actions = [
    { label: vscode.l10n.t('Change Value…'), id: 'value' },
    { label: vscode.l10n.t('Change Operations…'), description: operationsText(header), id: 'operations' },
    { label: vscode.l10n.t('Remove Header'), id: 'remove' },
  ] as const;
  const name = String(header['name']);
  const picked = await vscode.window.showQuickPick(actions, {
    title,
    placeHolder: oneLine(name, 100),
    ignoreFocusOut: true,
  });
  const replaceWith = (changed: (latest: HeaderEntry) => readonly HeaderEntry[], secret?: string): HeaderEdit => {
    const same = JSON.stringify(header);
    return {
      header: name,
      secret,
      change: (latest) => ({
        ...latest,
        headers: headersOf(latest).flatMap((other) => (JSON.stringify(other) === same ? changed(other) : [other])),
      }),
    };
  };
  switch (picked?.id) {
    case 'value': {
      const answer = await askValue(title, entry, header);
      return (
        answer &&
        replaceWith(({ value: _value, from: _from, ...others }) => [{ ...others, ...answer.value }], answer.secret)
      );
    }
    case 'operations': {
      const operations = await askOperations(title, header);
      return operations && replaceWith(({ operations: _operations, ...others }) => [{ ...others, ...operations }]);
    }
    case 'remove':
      return replaceWith(() => []);
    case undefined:
      return undefined;
  }
}

/** The value of a header as it is in the settings, and the value itself if it is a secret. */
interface ValueAnswer {
  readonly value: { readonly value: string } | { readonly from: 'secret' | 'auth-key' };
  readonly secret?: string;
}

/** Asks for the source of a header's value. */
async function askValue(title: string, entry: ConnectionEntry, header: HeaderEntry): Promise<ValueAnswer | undefined> {
  const sources = sourceItems();
  const name = String(header['name']);
  const source = await vscode.window.showQuickPick(sources, {
    title,
    placeHolder: vscode.l10n.t('Value of the header {0}', oneLine(name, 100)),
    ignoreFocusOut: true,
  });
  switch (source?.id) {
    case 'secret': {
      const owner = ownerOf(entry);
      const secret = owner && (await askSecret(owner, headerSlot(name)));
      return secret === undefined ? undefined : { value: { from: 'secret' }, secret };
    }
    case 'auth-key':
      return { value: { from: 'auth-key' } };
    case 'text': {
      const current = typeof header['value'] === 'string' ? header['value'] : '';
      const value = await askText(
        title,
        vscode.l10n.t('Value of the header {0}. It is stored in the settings.', oneLine(name, 100)),
        current,
        problemOfHeaderValue,
      );
      return value === undefined ? undefined : { value: { value } };
    }
    case undefined:
      return undefined;
  }
}

export interface SourceItem extends vscode.QuickPickItem {
  readonly id: Source;
}

/** Items for the sources of a header's value. */
export function sourceItems(): readonly SourceItem[] {
  return [
    {
      label: `$(lock) ${vscode.l10n.t('Secret')}`,
      detail: vscode.l10n.t("A value in VS Code's secret storage, such as an API key."),
      id: 'secret',
    },
    {
      label: `$(symbol-string) ${vscode.l10n.t('Plain text')}`,
      detail: vscode.l10n.t('A value in the settings. Not for secrets.'),
      id: 'text',
    },
    {
      label: `$(key) ${vscode.l10n.t('Same as Authorization')}`,
      detail: vscode.l10n.t('The complete value of the Authorization header, including Basic.'),
      id: 'auth-key',
    },
  ];
}

function headerItem(header: HeaderEntry): vscode.QuickPickItem {
  return {
    label: oneLabel(String(header['name']), 100),
    description: sourceText(header),
    detail: oneDetail(operationsText(header)),
  };
}

function sourceText({ value, from }: HeaderEntry): string {
  if (from === 'secret') return vscode.l10n.t('secret');
  return from === 'auth-key' ? vscode.l10n.t('same as Authorization') : oneDetail(String(value), 60);
}

/** The operations that send a header. */
function operationsText({ operations }: HeaderEntry): string {
  return Array.isArray(operations)
    ? operations
        .map((id) => (operationIds.includes(id as OperationId) ? operationTitle(id as OperationId) : String(id)))
        .join(', ')
    : vscode.l10n.t('all operations');
}

async function askOperations(
  title: string,
  { operations }: HeaderEntry,
): Promise<{ readonly operations?: readonly OperationId[] } | undefined> {
  const items = operationIds.map((id) => ({
    label: operationTitle(id),
    id,
    picked: !Array.isArray(operations) || operations.includes(id),
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    canPickMany: true,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('Select the operations that send the header'),
  });
  if (!picked) return undefined;
  return picked.length === items.length ? {} : { operations: picked.map(({ id }) => id) };
}

/**
 * Stores the value of a header, or removes it if the written entry does not need it. Another entry for other operations
 * may still need it.
 */
async function updateSecret(
  written: ConnectionEntry,
  header: string,
  secret: string | undefined,
  keys: KeyRing,
): Promise<void> {
  const owner = ownerOf(written);
  if (!owner) return;
  const isNeeded = headersOf(written).some(
    ({ name, from }) => from === 'secret' && String(name).toLowerCase() === header.toLowerCase(),
  );
  if (!isNeeded) await keys.delete(owner.name, [headerSlot(header)]);
  else if (secret !== undefined) await keys.store(owner, headerSlot(header), secret);
}

function ownerOf({ name, baseUrl }: ConnectionEntry): SecretOwner | undefined {
  return typeof name === 'string' && typeof baseUrl === 'string' && URL.canParse(baseUrl)
    ? { name: name.trim(), baseUrl }
    : undefined;
}

function headersOf({ headers }: ConnectionEntry): readonly HeaderEntry[] {
  return Array.isArray(headers)
    ? (headers as unknown[]).filter((header): header is HeaderEntry => typeof header === 'object' && header !== null)
    : [];
}

async function askText(
  title: string,
  prompt: string,
  value: string,
  problemOf: (text: string) => Problem | undefined,
): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    prompt,
    value,
    ignoreFocusOut: true,
    validateInput: (text) => (text ? problemText(problemOf(text.trim())) : undefined),
  });
  return typed?.trim() || undefined;
}
