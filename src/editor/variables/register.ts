import * as vscode from 'vscode';
import { operationIds, requestSuffix } from '../../kapture/catalogue/registry.ts';
import { deniedEnvironment } from '../shared/environmentVariables.ts';
import { variableAt } from '../shared/documents/variableAt.ts';
import { inlineCode, oneLine } from '../shared/texts/plainText.ts';
import { maximumCompletions, type KnownVariable, type Variables } from './variables.ts';

/** Registers completions and hovers for `{{variables}}` in request files and payload tests. */
export function registerVariables(variables: Variables): vscode.Disposable {
  const files = [...operationIds.map(requestSuffix), '.kapture-test.json'].map((suffix) => ({
    pattern: `**/*${suffix}`,
  }));
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(
      files,
      { provideCompletionItems: (document, position) => complete(variables, document, position) },
      '{',
      '$',
    ),
    vscode.languages.registerHoverProvider(files, {
      provideHover: (document, position) => hover(variables, document, position),
    }),
  );
}

function complete(
  variables: Variables,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.CompletionList | undefined {
  const line = document.lineAt(position.line).text;
  const open = /\{\{[\w$.:+-]*$/.exec(line.slice(0, position.character));
  // Only inside a string.
  if (!open || (line.slice(0, open.index).match(/(?<!\\)"/g)?.length ?? 0) % 2 === 0) return undefined;
  const after = /^[\w$.:+-]*\}{0,2}/.exec(line.slice(position.character))?.[0].length ?? 0;
  const range = new vscode.Range(position.line, open.index, position.line, position.character + after);
  const listed = variables.list(document, open[0].slice(2));
  const items = listed.map((variable) => {
    const item = new vscode.CompletionItem(`{{${variable.name}}}`, vscode.CompletionItemKind.Variable);
    item.range = range;
    item.detail = valueText(variable);
    item.documentation = new vscode.MarkdownString(variable.description);
    item.filterText = `{{${variable.name}}}`;
    return item;
  });
  return new vscode.CompletionList(items, listed.length >= maximumCompletions);
}

function hover(
  variables: Variables,
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.Hover | undefined {
  const use = variableAt(document, position);
  if (!use) return undefined;
  const description = variables.descriptionOf(document, use.name);
  const value = variables.knownLookup(document)(use.name);
  // In payload tests it may come from a response; the payload tests feature has a hover for it.
  if (value === undefined && description === undefined && document.uri.path.endsWith('.kapture-test.json'))
    return undefined;
  const text = new vscode.MarkdownString(`**{{${use.name}}}** `);
  text.appendMarkdown(
    value === undefined ? noValueText(use.name) : vscode.l10n.t('has the value {0}', inlineCode(JSON.stringify(value))),
  );
  if (description !== undefined) text.appendMarkdown(`\n\n${description}`);
  return new vscode.Hover(
    text,
    new vscode.Range(document.positionAt(use.offset), document.positionAt(use.offset + use.length)),
  );
}

function noValueText(variable: string): string {
  return deniedEnvironment(variable) === undefined
    ? vscode.l10n.t('has no value.')
    : vscode.l10n.t('exists, but the setting `kapture.allowedEnvironmentVariables` does not list it.');
}

function valueText({ value }: KnownVariable): string {
  return value === undefined ? vscode.l10n.t('no value') : oneLine(JSON.stringify(value), 60);
}
