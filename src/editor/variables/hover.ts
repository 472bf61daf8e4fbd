import * as vscode from 'vscode';
import { proposedAnswer, readAsk } from '../../kapture/variables/askVariable.ts';
import { secretNameOf } from '../../kapture/variables/secretVariables.ts';
import { literalOf, type VariableUse } from '../../kapture/variables/variables.ts';
import { unknownVariable } from '../shared/documents/unknownVariable.ts';
import { variableAt } from '../shared/documents/variableAt.ts';
import { deniedEnvironment } from '../shared/environmentVariables.ts';
import { catalogueText, problemText } from '../shared/texts/catalogueTexts.ts';
import { inlineCode, markdownText, oneLine } from '../shared/texts/plainText.ts';
import { askDescription, builtInsFor, secretDescription, userDescription } from './descriptions.ts';
import { isTest } from './isTest.ts';
import type { KnownVariables } from './knownVariables.ts';

/** The hover of a variable: its current value, and what it is. */
export async function hover(
  variables: KnownVariables,
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
  variables: KnownVariables,
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
  // In payload tests it may come from a response; the payload tests feature has a hover for it.
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
function descriptionOf(variables: KnownVariables, document: vscode.TextDocument, name: string): string | undefined {
  const own = variables.userValues(document.uri, variables.connectionOf(document));
  if (own.some(({ values }) => Object.hasOwn(values, name))) return userDescription();
  const builtIn = builtInsFor(document).find((variable) => variable.name === name);
  return builtIn && catalogueText(builtIn.description);
}

function noValueText(variable: string): string {
  return deniedEnvironment(variable) === undefined
    ? vscode.l10n.t('has no value.')
    : vscode.l10n.t('exists, but the setting `kapture.allowedEnvironmentVariables` does not list it.');
}
