import { asksIn, proposedAnswer, readAsk, valueOfAnswer } from './askVariable.ts';
import { builtInVariables } from './builtInVariables.ts';
import type { Values } from './environment.ts';
import { secretNameOf } from './secretVariables.ts';
import {
  unclosedVariablesIn,
  variablesIn,
  type VariableLookup,
  type VariableUse,
  type VariableValue,
} from './variables.ts';

/** Where the user defined values: for the connection in `kapture.env.json`, for all in it, or in the settings. */
export type OwnSource = 'file-connection' | 'file' | 'connection';

/**
 * Where the value of a variable comes from: `random` is another one each time, `none` a missing value, `unclosed` that
 * of a variable without its `}}`.
 */
export type VariableSource =
  | OwnSource
  | 'built-in'
  | 'random'
  | 'response'
  | 'environment'
  | 'asked'
  | 'secret'
  | 'secret-missing'
  | 'none'
  | 'unclosed';

export interface OwnValues {
  readonly source: OwnSource;
  readonly values: Values;
}

/** A variable as it would be sent now. */
export interface PreviewedVariable {
  /** Its first use. */
  readonly use: VariableUse;
  /** For a question, the proposed answer. Undefined for a secret, and if there is none. */
  readonly value: VariableValue | undefined;
  readonly source: VariableSource;
}

/** What a preview needs. */
export interface PreviewContext {
  readonly lookup: VariableLookup;
  /** The first with a name wins. */
  readonly own: readonly OwnValues[];
  /** The last answers, by prompt. */
  readonly answers: ReadonlyMap<string, string>;
  /** The names of the stored secrets. */
  readonly secrets: readonly string[];
}

const random = new Set(builtInVariables.filter(({ isRandom }) => isRandom).map(({ name }) => name));

/**
 * The variables of a request in their order, each once, with the values that would be sent now. Those that are not
 * closed are in it, too.
 */
export function previewVariables(text: string, context: PreviewContext): readonly PreviewedVariable[] {
  const uses = variablesIn(text);
  const asks = asksIn(uses);
  const seen = new Set<string>();
  const previewed = uses.flatMap((use): PreviewedVariable[] => {
    const { ask } = use.name.startsWith('?') ? readAsk(use.name) : {};
    // Uses of the same question share their answer.
    const id = ask ? `?${ask.prompt}` : use.name;
    if (seen.has(id)) return [];
    seen.add(id);
    const merged = asks.find(({ prompt }) => prompt === ask?.prompt);
    if (!merged) return [previewOf(use, context)];
    const proposed = proposedAnswer(merged, context.answers.get(merged.prompt), context.lookup);
    return [{ use, source: 'asked', value: proposed === undefined ? undefined : valueOfAnswer(merged, proposed) }];
  });
  const unclosed = unclosedVariablesIn(text).map((use): PreviewedVariable => ({
    use,
    value: undefined,
    source: 'unclosed',
  }));
  return [...previewed, ...unclosed].sort((one, other) => one.use.offset - other.use.offset);
}

function previewOf(use: VariableUse, { lookup, own, secrets }: PreviewContext): PreviewedVariable {
  const { name } = use;
  const secret = secretNameOf(name);
  if (secret !== undefined)
    return { use, value: undefined, source: secrets.includes(secret) ? 'secret' : 'secret-missing' };
  const value = lookup(name);
  return { use, value, source: value === undefined ? 'none' : sourceOf(name, own) };
}

function sourceOf(name: string, own: readonly OwnValues[]): VariableSource {
  if (random.has(name)) return 'random';
  if (name.startsWith('$last.')) return 'response';
  if (name.startsWith('$env:')) return 'environment';
  return own.find(({ values }) => Object.hasOwn(values, name))?.source ?? 'built-in';
}
