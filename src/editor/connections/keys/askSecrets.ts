import * as vscode from 'vscode';
import { keyOfUser, readAuthKey, type AuthKey } from '../../../kapture/connection/authKey.ts';
import { problemOfHeaderValue } from '../../../kapture/connection/extraHeaders.ts';
import type { Target } from '../../../kapture/exchange/exchange.ts';
import { shortestSecret } from '../../../kapture/redaction/redact.ts';
import { problemOfSecretValue, secretUse } from '../../../kapture/variables/secretVariables.ts';
import type { Log } from '../../shared/log.ts';
import { showWarning } from '../../shared/dialogs/messages.ts';
import { operationTitle, problemText } from '../../shared/texts/catalogueTexts.ts';
import type { ConnectionList } from '../connectionList.ts';
import {
  keySlots,
  type KeyRing,
  type KeySlot,
  type MissingSecret,
  type SecretOwner,
  type SecretSlot,
} from './keyRing.ts';

export interface SecretServices {
  readonly list: ConnectionList;
  readonly keys: KeyRing;
  readonly log: Log;
}

/** The display name of a secret's scope. */
export function slotTitle(slot: SecretSlot): string {
  if (slot === 'default') return vscode.l10n.t('all operations');
  const [kind, name] = valueOf(slot);
  if (kind === 'key') return operationTitle(slot as Exclude<KeySlot, 'default'>);
  return kind === 'header' ? vscode.l10n.t('header {0}', name) : secretUse(name);
}

/** Asks for a secret. `reason` says why it is needed. Undefined if the user cancels. */
export function askSecret(owner: SecretOwner, slot: SecretSlot, reason?: string): Promise<string | undefined> {
  const [kind, name] = valueOf(slot);
  switch (kind) {
    case 'key':
      return askKey(owner, slot as KeySlot, reason);
    case 'header':
      return askValue(owner, vscode.l10n.t('Header {0} for {1}', name, owner.name), reason, (text) => {
        const value = text.trim();
        return problemText(value ? problemOfHeaderValue(value) : undefined) ?? noteOnShortSecret(value);
      });
    case 'variable':
      return askValue(owner, vscode.l10n.t('Secret Variable {0} for {1}', name, owner.name), reason, (text) =>
        text ? problemText(problemOfSecretValue(text.trim())) : undefined,
      );
  }
}

/**
 * Asks for a secret that a request needs, and stores it. Undefined if the user cancels. It is not stored if the
 * connection has changed in the meantime: another tenant can have its name by then.
 */
export async function askMissingSecret(
  owner: SecretOwner,
  slot: SecretSlot,
  missing: MissingSecret,
  { list, keys, log }: SecretServices,
): Promise<string | undefined> {
  const [kind, name] = valueOf(slot);
  const what = {
    key: vscode.l10n.t('The auth key for {0}', owner.name),
    header: vscode.l10n.t('The value of the header {0}', name),
    variable: vscode.l10n.t('The secret variable {0}', name),
  }[kind];
  const reasons = {
    none: undefined,
    'other-origin': vscode.l10n.t(
      '{0} was saved for another base URL. Enter it for {1}.',
      what,
      new URL(owner.baseUrl).origin,
    ),
    unreadable: vscode.l10n.t('{0} could not be read. Enter it again.', what),
  };
  const secret = await askSecret(owner, slot, reasons[missing]);
  if (!secret || !list.hasOwner(owner)) return secret;
  try {
    await keys.store(owner, slot, secret);
  } catch (error) {
    log.error(`The secret ${slot} of ${owner.name} could not be stored.`, error);
    void showWarning(vscode.l10n.t("{0} is used once only, because VS Code's secret storage failed.", what));
  }
  return secret;
}

/**
 * The target with the values of secret variables. Asks for those that it lacks, and stores them for their owner.
 * Undefined if the user cancels.
 */
export async function addSecretVariables(
  target: Target,
  names: readonly string[],
  owner: SecretOwner,
  services: SecretServices,
): Promise<Target | undefined> {
  const variables: Record<string, string> = { ...target.variables };
  for (const name of names) {
    if (Object.hasOwn(variables, name)) continue;
    const { missing = 'none' } = await services.keys.find(owner, `variable/${name}`);
    const value = await askMissingSecret(owner, `variable/${name}`, missing, services);
    if (value === undefined) return undefined;
    variables[name] = value;
  }
  return { ...target, variables };
}

/** Asks for an auth key, or for the user name and password it is made from. */
async function askKey(owner: SecretOwner, slot: KeySlot, reason?: string): Promise<AuthKey | undefined> {
  const title = vscode.l10n.t('Auth Key for {0} ({1})', owner.name, slotTitle(slot));
  const paste = {
    label: `$(key) ${vscode.l10n.t('Auth key')}`,
    detail: vscode.l10n.t('Paste the auth key you received from Kapture, with or without the leading "Basic".'),
  };
  const user = {
    label: `$(person) ${vscode.l10n.t('User name and password')}`,
    detail: vscode.l10n.t('The auth key is derived from them.'),
  };
  const form = await vscode.window.showQuickPick([paste, user], {
    title,
    ignoreFocusOut: true,
    placeHolder: reason ?? destinationText(owner),
  });
  if (form === paste) {
    const pasted = await vscode.window.showInputBox({
      title,
      password: true,
      ignoreFocusOut: true,
      prompt: vscode.l10n.t('Auth key'),
      validateInput: (text) => (text ? problemText(readAuthKey(text).problem) : undefined),
    });
    return pasted ? readAuthKey(pasted).key : undefined;
  }
  if (form !== user) return undefined;
  const name = await vscode.window.showInputBox({
    title,
    ignoreFocusOut: true,
    prompt: vscode.l10n.t('User name'),
    validateInput: (text) => (text ? problemText(keyOfUser(text, '').problem) : undefined),
  });
  if (!name) return undefined;
  const password = await vscode.window.showInputBox({
    title,
    password: true,
    ignoreFocusOut: true,
    prompt: vscode.l10n.t('Password for {0}', name),
    validateInput: (text) => problemText(keyOfUser(name, text).problem),
  });
  return password === undefined ? undefined : keyOfUser(name, password).key;
}

async function askValue(
  owner: SecretOwner,
  title: string,
  reason: string | undefined,
  validateInput: (text: string) => string | vscode.InputBoxValidationMessage | undefined,
): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    password: true,
    ignoreFocusOut: true,
    prompt: reason ?? destinationText(owner),
    validateInput,
  });
  return typed?.trim() || undefined;
}

function destinationText({ baseUrl }: SecretOwner): string {
  return vscode.l10n.t("It is sent to {0} and stored in VS Code's secret storage.", new URL(baseUrl).host);
}

/** A note that a value is too short to be redacted. It can be entered, because the tenant may require it. */
function noteOnShortSecret(value: string): vscode.InputBoxValidationMessage | undefined {
  if (!value || value.length >= shortestSecret) return undefined;
  return {
    message: vscode.l10n.t(
      'A value with fewer than {0} characters is not redacted if the server returns it.',
      shortestSecret,
    ),
    severity: vscode.InputBoxValidationSeverity.Warning,
  };
}

function valueOf(slot: SecretSlot): readonly ['key' | 'header' | 'variable', string] {
  if (keySlots.includes(slot as KeySlot)) return ['key', slot];
  const [kind, name = ''] = slot.split('/');
  return [kind as 'header' | 'variable', name];
}
