import * as vscode from 'vscode';
import { askTypes } from '../../kapture/variables/askVariable.ts';
import { secretUse } from '../../kapture/variables/secretVariables.ts';
import { catalogueText } from '../shared/texts/catalogueTexts.ts';
import { literalOf } from '../../kapture/variables/variables.ts';
import { oneLine } from '../shared/texts/plainText.ts';
import { askDescription, builtInsFor, secretDescription, userDescription } from './descriptions.ts';
import { isTest } from './isTest.ts';
import type { KnownVariables } from './knownVariables.ts';

/** Maximum completions. VS Code filters a list while the user types and requests an incomplete one again. */
const maximumCompletions = 200;

/** The completions for a `{{` in a string, with the current values. `line` is the line when they were requested. */
export async function complete(
  variables: KnownVariables,
  document: vscode.TextDocument,
  position: vscode.Position,
  line: string,
): Promise<vscode.CompletionList | undefined> {
  const open = /\{\{[\w$.:+?-]*$/.exec(line.slice(0, position.character));
  // Only inside a string.
  if (!open || (line.slice(0, open.index).match(/(?<!\\)"/g)?.length ?? 0) % 2 === 0) return undefined;
  const after = /^[\w$.:+-]*\}{0,2}/.exec(line.slice(position.character))?.[0].length ?? 0;
  const range = new vscode.Range(position.line, open.index, position.line, position.character + after);
  const itemOf = (use: string, detail: string, description: string): vscode.CompletionItem => {
    const item = new vscode.CompletionItem(use, vscode.CompletionItemKind.Variable);
    item.range = range;
    item.detail = detail;
    item.documentation = new vscode.MarkdownString(description);
    item.filterText = use;
    return item;
  };
  const lookup = variables.knownLookup(document);
  const valueText = (name: string): string => {
    const value = lookup(name);
    return value === undefined ? vscode.l10n.t('no value') : oneLine(literalOf(value), 60);
  };
  const connection = variables.connectionOf(document);
  const secrets = connection ? await variables.secretNames(connection) : [];
  const own = ownNames(variables, document, open[0].slice(2));
  const items = [
    ...own.map((name) => itemOf(`{{${name}}}`, valueText(name), userDescription())),
    ...builtInsFor(document).map(({ name, description }) =>
      itemOf(`{{${name}}}`, valueText(name), catalogueText(description)),
    ),
    ...secrets.map((name) => itemOf(secretUse(name), vscode.l10n.t('secret'), secretDescription())),
  ];
  if (!isTest(document.uri)) {
    const ask = itemOf('{{?…}}', vscode.l10n.t('asked when sent'), askDescription());
    ask.filterText = '{{?';
    ask.insertText = new vscode.SnippetString(
      `{{?\${1:${vscode.l10n.t('Question')}}:\${2|${askTypes.join(',')}|}\\}\\}`,
    );
    items.push(ask);
  }
  return new vscode.CompletionList(items, own.length >= maximumCompletions);
}

/** The names of up to {@link maximumCompletions} user-defined variables for a partly typed name. */
function ownNames(variables: KnownVariables, document: vscode.TextDocument, typed: string): readonly string[] {
  const part = typed.toLowerCase();
  const own = variables.userValues(document.uri, variables.connectionOf(document));
  const names = [...new Set(own.flatMap(({ values }) => Object.keys(values)))].filter((name) => !name.startsWith('?'));
  // VS Code also matches names with the typed letters further apart. A long list is limited to names that contain the
  // text.
  return names.length > maximumCompletions
    ? names.filter((name) => name.toLowerCase().includes(part)).slice(0, maximumCompletions)
    : names;
}
