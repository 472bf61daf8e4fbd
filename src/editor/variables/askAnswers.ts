import * as vscode from 'vscode';
import type { Connection } from '../../kapture/connection/connection.ts';
import {
  asksIn,
  problemOfAnswer,
  proposedAnswer,
  readAsk,
  valueOfAnswer,
  withAnswers,
  type AskVariable,
} from '../../kapture/variables/askVariable.ts';
import { variablesIn, type VariableLookup, type VariableValue } from '../../kapture/variables/variables.ts';
import { problemText } from '../shared/texts/catalogueTexts.ts';
import { oneLabel, oneLine } from '../shared/texts/plainText.ts';

/**
 * Asks the questions of a request in their order, each once, and remembers the answers. Asks nothing if any question is
 * invalid. Undefined if the user cancels.
 */
export async function askAnswers(
  text: string,
  lookup: VariableLookup,
  connection: Connection,
  remembered: Map<string, string>,
): Promise<VariableLookup | undefined> {
  const uses = variablesIn(text);
  const answers = new Map<string, VariableValue>();
  const isInvalid = (name: string): boolean => name.startsWith('?') && readAsk(name).problem !== undefined;
  // An invalid question is a variable without a value, which is reported.
  if (uses.some(({ name }) => isInvalid(name)))
    return (name) => {
      if (!name.startsWith('?')) return lookup(name);
      return isInvalid(name) ? undefined : '';
    };
  const asks = asksIn(uses);
  for (const [index, ask] of asks.entries()) {
    const step = asks.length > 1 ? ` (${index + 1}/${asks.length})` : '';
    const title = `${vscode.l10n.t('Request to {0}', oneLine(connection.name, 60))}${step}`;
    const answer = await askAnswer(ask, title, proposedAnswer(ask, remembered.get(ask.prompt), lookup));
    if (answer === undefined) return undefined;
    remembered.set(ask.prompt, answer);
    answers.set(ask.prompt, valueOfAnswer(ask, answer));
  }
  return withAnswers(lookup, answers);
}

async function askAnswer(ask: AskVariable, title: string, proposed: string | undefined): Promise<string | undefined> {
  const prompt = oneLine(ask.prompt, 300);
  if (!ask.choices)
    return vscode.window.showInputBox({
      title,
      prompt,
      ignoreFocusOut: true,
      ...(proposed !== undefined && { value: proposed }),
      validateInput: (answer) => problemText(problemOfAnswer(ask, answer)),
    });
  // The first item is selected, so that Enter accepts the proposed answer.
  const choices = ask.choices.toSorted((one, other) => Number(other === proposed) - Number(one === proposed));
  const picked = await vscode.window.showQuickPick(
    choices.map((choice) => ({ label: oneLabel(choice), choice })),
    { title, placeHolder: prompt, ignoreFocusOut: true },
  );
  return picked?.choice;
}
