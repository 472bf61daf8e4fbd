import * as vscode from 'vscode';
import { askTypes, proposedAnswer, readAsk, askExamples } from '../../kapture/variables/askVariable.ts';
import { secretUse, secretNameOf } from '../../kapture/variables/secretVariables.ts';
import { catalogueText, problemText } from '../shared/texts/catalogueTexts.ts';
import { literalOf, type VariableUse } from '../../kapture/variables/variables.ts';
import { oneLine, inlineCode, markdownText } from '../shared/texts/plainText.ts';
import { isTest, type EditorVariables } from './editorVariables.ts';
import { unknownVariable, variableAt } from '../shared/documents/variableMarks.ts';
import { deniedEnvironment } from '../shared/settings.ts';
import { builtInVariables, type BuiltInVariable } from '../../kapture/variables/builtInVariables.ts';

/**
 * The maximum number of completions. VS Code filters a list while the user types and requests an incomplete one again.
 */
const maximumCompletions = 200;

/** The completions for a `{{` in a string, with the current values. `line` is the line when they were requested. */
export async function complete(
  variables: EditorVariables,
  document: vscode.TextDocument,
  position: vscode.Position,
  line: string,
): Promise<vscode.CompletionList | undefined> {
  const open = /\{\{[\w$.:+?-]*$/.exec(line.slice(0, position.character));
  // Completions are offered only inside a string.
  if (!open || (line.slice(0, open.index).match(/(?<!\\)"/g)?.length ?? 0) % 2 === 0) return undefined;
  const after = /^[\w$.:+-]*\}{0,2}/.exec(line.slice(position.character))?.[0].length ?? 0;
  const range = new vscode.Range(position.line, open.index, position.line, position.character + after);
  const field = /"(\w+)"\s*:\s*"[^"]*$/.exec(line.slice(0, open.index))?.[1] ?? '';
  const itemOf = (use: string, detail: string, description: string): vscode.CompletionItem => {
    const item = new vscode.CompletionItem(use, vscode.CompletionItemKind.Variable);
    item.range = range;
    item.sortText = (fits(use, field) ? '0' : '1') + use;
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

/** Whether a variable is proposed first for a field: `$phone` in `contact_person_phone`, dates in `start_date`. */
function fits(use: string, field: string): boolean {
  const name = use.replace(/[{}]/g, '').toLowerCase();
  const [last, before] = field.toLowerCase().split('_').toReversed();
  if (name.startsWith('$last.')) return name.endsWith(`.${field}`);
  if (last === 'date') return name.startsWith('$today');
  return name.split(/[_$]/).at(-1) === (last === 'id' ? before : last);
}

/** The names of up to {@link maximumCompletions} user-defined variables for a partly typed name. */
function ownNames(variables: EditorVariables, document: vscode.TextDocument, typed: string): readonly string[] {
  const part = typed.toLowerCase();
  const own = variables.userValues(document.uri, variables.connectionOf(document));
  const names = [...new Set(own.flatMap((values) => Object.keys(values)))].filter((name) => !name.startsWith('?'));
  // VS Code also matches names in which the typed letters are further apart. A long list is limited to names that
  // contain the text.
  return names.length > maximumCompletions
    ? names.filter((name) => name.toLowerCase().includes(part)).slice(0, maximumCompletions)
    : names;
}

/** The hover of a variable: its current value, and what it is. */
export async function hover(
  variables: EditorVariables,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.Hover | undefined> {
  const use = variableAt(document, position);
  const parts = use && (await partsOf(variables, document, use));
  if (!parts) return undefined;
  const text = new vscode.MarkdownString(`**${inlineCode(`{{${use.name}}}`)}** ${parts.value}`);
  if (parts.description !== undefined) text.appendMarkdown(`\n\n${parts.description}`);
  return new vscode.Hover(
    text,
    new vscode.Range(document.positionAt(use.offset), document.positionAt(use.offset + use.length)),
  );
}

interface HoverParts {
  readonly value: string;
  readonly description: string | undefined;
}

async function partsOf(
  variables: EditorVariables,
  document: vscode.TextDocument,
  { name, offset }: VariableUse,
): Promise<HoverParts | undefined> {
  const lookup = variables.knownLookup(document);
  const connection = variables.connectionOf(document);
  const secret = secretNameOf(name);
  if (secret !== undefined) {
    const isStored = connection !== undefined && (await variables.secretNames(connection)).includes(secret);
    return {
      value: isStored
        ? vscode.l10n.t('is stored for {0}.', inlineCode(connection.name))
        : vscode.l10n.t('is not stored. You are asked for it when you send the request.'),
      description: secretDescription(),
    };
  }
  if (name.startsWith('?') && !isTest(document.uri)) {
    const { ask, problem } = readAsk(name);
    if (problem) return { value: markdownText(oneLine(problemText(problem), 400)), description: askDescription() };
    const proposed = proposedAnswer(ask, variables.answers.get(ask.prompt), lookup);
    return {
      value:
        proposed === undefined
          ? vscode.l10n.t('is asked when you send the request.')
          : vscode.l10n.t('is asked when you send the request. Proposed answer: {0}', inlineCode(proposed)),
      description: askDescription(),
    };
  }
  const description = descriptionOf(variables, document, name);
  const value = lookup(name);
  // In payload tests, the variable may come from a response; the payload tests feature has a hover for such a variable.
  if (value === undefined && description === undefined && isTest(document.uri)) return undefined;
  // The hover also has the diagnostic, which says that there is no value.
  const isReported = value === undefined && hasDiagnostic(document, document.positionAt(offset));
  if (isReported && description === undefined) return undefined;
  if (isReported) return { value: '', description };
  return {
    value: value === undefined ? noValueText(name) : vscode.l10n.t('has the value {0}', inlineCode(literalOf(value))),
    description,
  };
}

/** Whether a diagnostic says that the variable at a position has no value. */
function hasDiagnostic({ uri }: vscode.TextDocument, position: vscode.Position): boolean {
  return vscode.languages
    .getDiagnostics(uri)
    .some(({ code, range }) => code === unknownVariable && range.contains(position));
}

/** The description of a variable; undefined if it is unknown. */
function descriptionOf(variables: EditorVariables, document: vscode.TextDocument, name: string): string | undefined {
  const own = variables.userValues(document.uri, variables.connectionOf(document));
  if (own.some((values) => Object.hasOwn(values, name))) return userDescription();
  const builtIn = builtInsFor(document).find((variable) => variable.name === name);
  return builtIn && catalogueText(builtIn.description);
}

function noValueText(variable: string): string {
  return deniedEnvironment(variable) === undefined
    ? vscode.l10n.t('has no value.')
    : vscode.l10n.t('exists, but the setting `kapture.allowedEnvironmentVariables` does not list it.');
}

function userDescription(): string {
  return vscode.l10n.t('A variable you defined.');
}

function secretDescription(): string {
  return vscode.l10n.t(
    'A secret from secret storage. It is sent only to the origin of its connection, and is never shown.',
  );
}

function askDescription(): string {
  return vscode.l10n.t(
    'A question that you answer when you send the request. After the question, you can add a type ({0}) or choices, and a default: `{1}`, `{2}`.',
    askTypes.join(', '),
    askExamples[1],
    askExamples[2],
  );
}

function builtInsFor({ uri }: vscode.TextDocument): readonly BuiltInVariable[] {
  return builtInVariables.filter(({ name }) => !isTest(uri) || !name.startsWith('$last'));
}
