import { emailPattern, phonePattern } from '../catalogue/customer/customerFields.ts';
import { problemOfMoment } from '../dates/calendar.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { writtenNumber, type VariableLookup, type VariableUse, type VariableValue } from './variables.ts';

/** The types of answers. A choice has its answers in place of a type: `{{?Priority:Low|High}}`. */
export const askTypes = ['text', 'number', 'phone', 'email', 'date'] as const;
export type AskType = (typeof askTypes)[number];

/** Questions for documentation and messages. */
export const askExamples = [
  '{{?Phone of the caller}}',
  '{{?Phone of the caller:phone=9876543210}}',
  '{{?Priority:Low|High}}',
] as const;

/** A question in a request: `{{?prompt}}`, `{{?prompt:type}}`, `{{?prompt=default}}` or `{{?prompt:type=default}}`. */
export interface AskVariable {
  /** Identifies the question: a prompt is asked once per request. */
  readonly prompt: string;
  /** The type of the answer; undefined if the variable states none. */
  readonly type: AskType | undefined;
  /** The only possible answers; undefined if any answer is possible. */
  readonly choices: readonly string[] | undefined;
  /** The default answer; undefined if there is none. A `$name` is a built-in variable. */
  readonly initial: string | undefined;
}

export type AskReading =
  { readonly ask: AskVariable; readonly problem?: undefined } | { readonly ask?: undefined; readonly problem: Problem };

/** Reads the name of a variable that starts with `?`. */
export function readAsk(name: string): AskReading {
  const [, prompt = '', , kind, , initial] = /^\?([^:=]*)(:([^=]*))?(=(.*))?$/s.exec(name) ?? [];
  if (!prompt.trim()) return { problem: problem('A question needs text, such as {0}.', askExamples[0]) };
  const { type, choices } = readKind(kind?.trim());
  if (kind !== undefined && !type && !choices)
    return {
      problem: problem(
        'Unknown type {0}. Use {1}, or choices such as {2}.',
        kind.trim(),
        askTypes.join(', '),
        askExamples[2],
      ),
    };
  const ask: AskVariable = { prompt: prompt.trim(), type, choices, initial: initial?.trim() };
  const isFixed = ask.initial !== undefined && !ask.initial.startsWith('$');
  const wrong = isFixed ? problemOfAnswer(ask, ask.initial) : undefined;
  return wrong ? { problem: wrong } : { ask };
}

function readKind(kind: string | undefined): Pick<AskVariable, 'type' | 'choices'> {
  if (kind?.includes('|')) {
    const choices = [...new Set(kind.split('|').map((choice) => choice.trim()))].filter(Boolean);
    return { type: undefined, choices: choices.length ? choices : undefined };
  }
  return { type: askTypes.find((known) => known === kind), choices: undefined };
}

/** The problem of an answer; undefined if it is valid. Only a text may be empty. */
export function problemOfAnswer({ type, choices }: AskVariable, answer: string): Problem | undefined {
  const text = answer.trim();
  if (choices) return choices.includes(text) ? undefined : problem('Select one of {0}.', choices.join(', '));
  switch (type) {
    case 'number':
      return isExactNumber(text) ? undefined : problem('Enter a number, such as 12 or 0.5.');
    case 'phone':
      return text && new RegExp(phonePattern).test(text)
        ? undefined
        : problem('Enter a phone number of 10 digits, starting with 6 or higher.');
    case 'email':
      return text && new RegExp(emailPattern).test(text)
        ? undefined
        : problem('Enter an email address, such as {0}.', 'name@example.com');
    case 'date':
      return problemOfMoment(text);
    default:
      return undefined;
  }
}

/** The value of a valid answer. Only a text keeps its blanks. */
export function valueOfAnswer({ type, choices }: AskVariable, answer: string): VariableValue {
  if (type === 'number') return writtenNumber(answer.trim());
  return choices || (type && type !== 'text') ? answer.trim() : answer;
}

/**
 * The questions of a request in their order, each prompt once. If a prompt is used more than once, its first type,
 * choices and default count.
 */
export function asksIn(uses: readonly VariableUse[]): readonly AskVariable[] {
  const asks = new Map<string, AskVariable>();
  for (const { name } of uses) {
    const { ask } = name.startsWith('?') ? readAsk(name) : {};
    if (!ask) continue;
    const first = asks.get(ask.prompt);
    const isTyped = first?.type !== undefined || first?.choices !== undefined;
    const { type, choices } = first && isTyped ? first : ask;
    asks.set(ask.prompt, { prompt: ask.prompt, type, choices, initial: first?.initial ?? ask.initial });
  }
  return [...asks.values()];
}

/** The answer to propose: a remembered one, or else the default. Undefined if neither is valid. */
export function proposedAnswer(
  ask: AskVariable,
  remembered: string | undefined,
  lookup: VariableLookup,
): string | undefined {
  const defined = lookup(`?${ask.prompt}`);
  const initial = ask.initial?.startsWith('$') ? lookup(ask.initial) : ask.initial;
  return [remembered, defined, initial]
    .filter((answer) => answer !== undefined)
    .map(String)
    .find((answer) => !problemOfAnswer(ask, answer));
}

/** The lookup of a request whose questions were answered: by prompt. */
export function withAnswers(lookup: VariableLookup, answers: ReadonlyMap<string, VariableValue>): VariableLookup {
  return (name) => (name.startsWith('?') ? answers.get(readAsk(name).ask?.prompt ?? '') : lookup(name));
}

/** Whether the text is a number that JavaScript does not round: 20 digits must stay a text. */
function isExactNumber(text: string): boolean {
  const number = Number(text);
  return /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text) && (!Number.isInteger(number) || Number.isSafeInteger(number));
}
