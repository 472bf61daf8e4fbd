import * as vscode from 'vscode';
import { dialectsOf, formOf } from '../../../kapture/catalogue/forms.ts';
import { operationIds, type OperationId } from '../../../kapture/catalogue/registry.ts';
import type { CurlConnection } from '../../../kapture/commandLines/connectionOfCurl.ts';
import type { CurlHeader } from '../../../kapture/commandLines/curlHeaders.ts';
import { connectionDefaults, type Role } from '../../../kapture/connection/connection.ts';
import { catalogueText, operationTitle } from '../../shared/texts/catalogueTexts.ts';
import { dialectTitle } from '../../shared/texts/connectionTexts.ts';
import { oneDetail, oneLabel, oneLine } from '../../shared/texts/plainText.ts';
import type { NameCheck } from '../forms/connectionEntry.ts';
import { askConnectionName, askRole, askTimeZone } from '../forms/connectionQuestions.ts';
import { headerSourceText } from './confirmHeaders.ts';
import { bodyOutline, certaintyText } from '../forms/dialectTexts.ts';
import { operationsLike, operationsNotShown } from '../forms/entryDialects.ts';
import { sourceItems } from '../forms/headerForm.ts';

/** What the user can change in the summary. */
export interface Choices {
  readonly name: string;
  readonly role: Role;
  readonly timeZone: string;
  /** Those to send. */
  readonly headers: readonly CurlHeader[];
  /** The operations to send them with; all if undefined. */
  readonly headerOperations: readonly OperationId[] | undefined;
}

export interface SummaryItem extends vscode.QuickPickItem {
  /** Asks for another value; undefined if the user cancels. */
  readonly ask?: () => Promise<Partial<Choices> | undefined>;
  readonly isConfirmation?: boolean;
}

/** What a curl command contains, and what the user can choose. */
export function summaryItems(
  title: string,
  found: CurlConnection,
  choices: Choices,
  isTaken: NameCheck,
): SummaryItem[] {
  const { name, role, timeZone, headers, headerOperations } = choices;
  const { operation } = found;
  const form = formOf(operation ?? 'add', found.dialect);
  const paths = operationIds.flatMap((id): SummaryItem[] => {
    const path = found.paths[id];
    if (path === undefined) return [];
    return [{ label: vscode.l10n.t('Path of {0}', operationTitle(id)), description: oneDetail(path) }];
  });
  return [
    {
      label: `$(check) ${vscode.l10n.t('Add Connection')}`,
      detail: vscode.l10n.t(
        'Only {0} receives the key and secret headers. They are saved in secret storage.',
        oneDetail(found.baseUrl),
      ),
      isConfirmation: true,
    },
    { label: vscode.l10n.t('Found in the command'), kind: vscode.QuickPickItemKind.Separator },
    { label: vscode.l10n.t('Base URL'), description: oneDetail(found.baseUrl) },
    {
      label: vscode.l10n.t('Auth key'),
      description: found.key ? vscode.l10n.t('found') : vscode.l10n.t('not found, you will be asked for it'),
    },
    ...dialectItems(found, bodyOutline(form)),
    ...otherDialectsItem(operation),
    ...(paths.length
      ? paths
      : [
          {
            label: vscode.l10n.t('Paths'),
            description: vscode.l10n.t('defaults of the dialect ({0})', certaintyText(form.pathCertainty)),
          },
        ]),
    ...(found.omittedParameters.length
      ? [
          {
            label: vscode.l10n.t('Omitted from the path'),
            description: oneDetail(found.omittedParameters.join(', ')),
            detail: vscode.l10n.t('Settings must not contain secrets, so the path is saved without these parameters.'),
          },
        ]
      : []),
    ...(found.cmId === undefined ? [] : [{ label: vscode.l10n.t('Tenant ID (cmId)'), description: found.cmId }]),
    ...found.headers.map((header) => headerItem(title, header, headers)),
    ...(operation && headers.length
      ? [
          {
            label: vscode.l10n.t('Headers are sent with'),
            description: operationsText(headerOperations),
            ask: () => askHeaderOperations(title, operation),
          },
        ]
      : []),
    { label: vscode.l10n.t('Your choice'), kind: vscode.QuickPickItemKind.Separator },
    {
      label: vscode.l10n.t('Name'),
      description: oneDetail(name),
      ask: async () => optional('name', await askConnectionName(title, name, isTaken)),
    },
    {
      label: vscode.l10n.t('Role'),
      description: catalogueText(role),
      ask: async () => optional('role', await askRole(title)),
    },
    {
      label: vscode.l10n.t('Time zone'),
      description: timeZone,
      ask: async () => optional('timeZone', await askTimeZone(title, timeZone)),
    },
  ];
}

function optional<Key extends keyof Choices>(key: Key, value: Choices[Key] | undefined): Partial<Choices> | undefined {
  return value === undefined ? undefined : { [key]: value };
}

/** The dialect of the command, unless its operation is the same in every dialect. */
function dialectItems(found: CurlConnection, outline: string): SummaryItem[] {
  const { operation, dialect } = found;
  if (operation !== undefined && dialectsOf(operation).length === 1) return [];
  const label = vscode.l10n.t('Dialect');
  return [{ label, description: dialectTitle(dialect), detail: dialectDetail(found, outline) }];
}

function dialectDetail({ operation }: CurlConnection, outline: string): string {
  return operation === undefined
    ? vscode.l10n.t('The dialect of the command was not recognized, so the default is used.')
    : `${operationTitle(operation)}: ${outline}`;
}

/** The operations whose dialects the command does not show. */
function otherDialectsItem(operation: OperationId | undefined): SummaryItem[] {
  const unknown = operation === undefined ? [] : operationsNotShown(operation);
  if (!unknown.length) return [];
  return [
    {
      label:
        operation !== undefined && dialectsOf(operation).length === 1
          ? vscode.l10n.t('Dialect')
          : vscode.l10n.t('Other dialects'),
      description: vscode.l10n.t(
        'Unknown for {0}, so {1} is used.',
        unknown.map(operationTitle).join(', '),
        dialectTitle(connectionDefaults.dialect),
      ),
    },
  ];
}

function operationsText(operations: readonly OperationId[] | undefined): string {
  return operations?.map(operationTitle).join(', ') ?? vscode.l10n.t('all operations');
}

async function askHeaderOperations(title: string, operation: OperationId): Promise<Partial<Choices> | undefined> {
  const items = [undefined, operationsLike(operation)].map((headerOperations) => ({
    label: headerOperations ? operationsText(headerOperations) : vscode.l10n.t('All operations'),
    headerOperations,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('Select the operations that send the headers'),
  });
  return picked && { headerOperations: picked.headerOperations };
}

function headerItem(title: string, found: CurlHeader, headers: readonly CurlHeader[]): SummaryItem {
  const current = headers.find(({ name }) => name === found.name);
  return {
    label: vscode.l10n.t('Header {0}', oneLabel(found.name, 60)),
    description: current ? headerSourceText(current) : vscode.l10n.t('not sent'),
    ask: async () => {
      const source = await askSource(title, found);
      if (source === undefined) return undefined;
      const others = headers.filter(({ name }) => name !== found.name);
      return { headers: source === 'none' ? others : [...others, { ...found, source }] };
    },
  };
}

async function askSource(
  title: string,
  { name, value, source }: CurlHeader,
): Promise<CurlHeader['source'] | 'none' | undefined> {
  const sources = sourceItems().filter(
    ({ id }) => (id !== 'text' || value !== undefined) && (id !== 'auth-key' || source === 'auth-key'),
  );
  const none = { label: `$(circle-slash) ${vscode.l10n.t('Do Not Send')}`, id: 'none' as const };
  const picked = await vscode.window.showQuickPick([...sources, none], {
    title,
    ignoreFocusOut: true,
    placeHolder: vscode.l10n.t('Value of the header {0}', oneLine(name, 100)),
  });
  return picked?.id;
}
