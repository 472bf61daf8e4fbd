import * as vscode from 'vscode';
import type { Connection } from '../../../kapture/connection/connection.ts';
import type {
  CollectionImport,
  ImportedRequest,
  OmittedPart,
  SkipReason,
} from '../../../kapture/postman/importCollection.ts';
import { environmentFileName } from '../../../kapture/variables/environment.ts';
import { operationTitle } from '../../shared/texts/catalogueTexts.ts';
import { numberText } from '../../shared/texts/localTexts.ts';
import { inlineCode } from '../../shared/texts/plainText.ts';

export interface Written {
  readonly request: ImportedRequest;
  readonly uri: vscode.Uri;
  /** The name in the pin of the file, and the connection with that name. */
  readonly pin: { readonly name: string; readonly connection: Connection | undefined } | undefined;
}

/**
 * The result of an import. `present`: the values of variables were not written, because there is a file with values
 * already. `not-written`: the values could not be written.
 */
export interface ImportOutcome {
  readonly requests: readonly Written[];
  readonly values: 'none' | 'written' | 'present' | 'not-written';
}

/** The summary of an import, as Markdown. It contains no secrets. */
export function importSummary(title: string, found: CollectionImport, { requests, values }: ImportOutcome): string {
  const rest = found.requests.slice(requests.length);
  const sections = [
    section(vscode.l10n.t('Imported ({0})', numberText(requests.length)), requests.map(writtenLine)),
    section(vscode.l10n.t('Not imported ({0})', numberText(found.skipped.length + rest.length)), [
      ...rest.map(
        ({ folders, name }) => `${pathCode([...folders, name])}: ${vscode.l10n.t('the import ended earlier')}`,
      ),
      ...found.skipped.map(({ path, reason }) => `${pathCode(path)}: ${skipText(reason)}`),
      ...(found.isCut
        ? [vscode.l10n.t('All remaining requests, because the collection exceeds the import limits.')]
        : []),
    ]),
    section(vscode.l10n.t('Omitted'), [...keyLines(requests), ...found.omitted.map(omittedLine)]),
    section(vscode.l10n.t('Variables'), variableLines(found, values)),
    ...(values === 'present' || values === 'not-written'
      ? [
          `\`\`\`json\n${JSON.stringify({ variables: found.values }, undefined, 2).replaceAll('`', '\\u0060')}\n\`\`\`\n`,
        ]
      : []),
  ];
  return [`# ${vscode.l10n.t('Import of {0}', inlineCode(title))}\n`, ...sections.filter(Boolean)].join('\n');
}

function section(title: string, lines: readonly string[]): string {
  return lines.length ? `## ${title}\n\n${lines.map((line) => `- ${line}\n`).join('')}` : '';
}

function writtenLine({ request: { operation, origin }, uri, pin }: Written): string {
  const file = inlineCode(vscode.workspace.asRelativePath(uri).split('/').slice(-4).join('/'), 200);
  const what = operationTitle(operation);
  if (origin === undefined || !pin)
    return vscode.l10n.t('{0}: {1}, for the active connection, because a variable of the URL has no value', file, what);
  const address = inlineCode(origin);
  return pin.connection
    ? vscode.l10n.t('{0}: {1}, for {2} ({3})', file, what, inlineCode(pin.name), address)
    : vscode.l10n.t('{0}: {1}, for {2}, which has no connection yet', file, what, address);
}

function keyLines(requests: readonly Written[]): readonly string[] {
  const origins = new Set(requests.flatMap(({ request: { key, origin } }) => (key && origin ? [origin] : [])));
  return [...origins].map((origin) =>
    vscode.l10n.t(
      'The auth key for {0}. If no connection has it yet, you are asked whether to save it in secret storage.',
      inlineCode(origin),
    ),
  );
}

function omittedLine({ path, names, hasScripts }: OmittedPart): string {
  const parts = [
    ...(names.length ? [vscode.l10n.t('headers {0}', names.map((name) => inlineCode(name, 60)).join(', '))] : []),
    ...(hasScripts ? [vscode.l10n.t('scripts')] : []),
  ];
  return `${pathCode(path)}: ${parts.join(', ')}`;
}

function variableLines(found: CollectionImport, values: ImportOutcome['values']): readonly string[] {
  const codes = (names: readonly string[]): string => names.map((name) => inlineCode(name, 80)).join(', ');
  const file = inlineCode(environmentFileName);
  const known = codes(Object.keys(found.values));
  return [
    ...(values === 'written' ? [vscode.l10n.t('Written to {0}: {1}', file, known)] : []),
    ...(values === 'present' ? [vscode.l10n.t('Add these to {0}, which was not changed: {1}', file, known)] : []),
    ...(values === 'not-written' ? [vscode.l10n.t('Add these to {0}: {1}', file, known)] : []),
    ...(found.unknown.length ? [vscode.l10n.t('Without a value: {0}', codes(found.unknown))] : []),
    ...(found.secrets.length
      ? [vscode.l10n.t('Secret (you are asked for the value when you send a request): {0}', codes(found.secrets))]
      : []),
  ];
}

function pathCode(path: readonly string[]): string {
  return inlineCode(path.join('/') || '?', 200);
}

function skipText(reason: SkipReason): string {
  switch (reason) {
    case 'not-post':
      return vscode.l10n.t('not a Kapture request, because it is not a POST');
    case 'no-json':
      return vscode.l10n.t('not a Kapture request, because its body is not JSON');
    case 'unknown':
      return vscode.l10n.t('not recognized as a Kapture operation');
    case 'too-long':
      return vscode.l10n.t('its body is too large');
    case 'secret':
      return vscode.l10n.t('its body appears to contain an auth key or another secret');
  }
}
