import type { Rule, SourceCode } from 'eslint';
import { britishName, oddWords } from './oddWords.ts';

/** Which texts of a JSON file are English. */
export interface WordsOptions {
  readonly json?: 'keys' | 'values';
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Positioned {
  readonly range?: [number, number];
  readonly loc?: unknown;
  readonly position?: { start: { offset: number }; end: { offset: number } };
}

interface Literal extends Positioned {
  readonly value: unknown;
}

interface Named {
  readonly name: string;
  readonly range: [number, number];
}

interface Template extends Positioned {
  readonly expressions: readonly Positioned[];
}

interface Member {
  readonly name: Positioned;
  readonly value: Positioned & { readonly type: string };
}

interface Comment extends Positioned {
  readonly type: string;
  readonly loc: { start: { line: number; column: number }; end: { line: number } };
}

/** Replaces each match with a character, repeated to the same length, so that offsets do not change. */
function blank(text: string, pattern: RegExp, by: string): string {
  return text.replace(pattern, (found) => by.repeat(found.length));
}

/**
 * The prose of a text, at the same offsets. Code, link targets and tags become `…`; comment delimiters and escapes
 * become spaces.
 */
export function proseOf(text: string): string {
  let prose = blank(text, /`[^`]*`|\{\{[^{}]*\}\}|\]\([^)\s]*\)|\{@link [^}]*\}|<\/?[a-z][^>]*>|https?:\/\/\S+/gi, '…');
  prose = blank(prose, /\r?\n[^\S\n]*(?:\/\/+|\*+(?!\/)|>)?/g, ' ');
  return blank(prose, /^\/\*+|\*+\/$|^\/\/+|\\[nrt]/g, ' ');
}

function span({ range, position }: Positioned): Span {
  if (range !== undefined) return { start: range[0], end: range[1] };
  return { start: position!.start.offset, end: position!.end.offset };
}

/** The spans of comments. Line comments on consecutive lines are joined, because a sentence may span several lines. */
function* commentSpans(comments: readonly Comment[]): Generator<Span> {
  let open: { start: number; end: number; line: number; column: number } | undefined;
  for (const comment of comments) {
    const { start, end } = span(comment);
    const { line, column } = comment.loc.start;
    const isLine = comment.type.startsWith('Line');
    if (open !== undefined && isLine && open.line + 1 === line && open.column === column) {
      open = { ...open, end, line };
      continue;
    }
    if (open !== undefined) yield open;
    open = isLine ? { start, end, line, column } : undefined;
    if (!isLine) yield { start, end };
  }
  if (open !== undefined) yield open;
}

/** Matches directives, which contain rule names and reasons. */
const directive = /^\s*eslint-|^\s*@ts-|^\s*\/ <reference/;

export const wordsRule: Rule.RuleModule = {
  meta: {
    type: 'suggestion',
    docs: { description: 'plain words in comments, strings, names and documents' },
    schema: [{ type: 'object', properties: { json: { enum: ['keys', 'values'] } }, additionalProperties: false }],
    messages: {
      odd: '“{{found}}”: write {{write}}. ({{name}})',
      british: '“{{name}}”: use the American spelling.',
    },
  },
  create(context) {
    const sourceCode = context.sourceCode as SourceCode & { comments?: readonly Comment[] };
    const { json } = (context.options[0] ?? {}) as WordsOptions;

    /** `marks` are spans that are not text, such as the expressions of a template literal. */
    const check = ({ start, end }: Span, marks: readonly Span[] = []): void => {
      let text = sourceCode.text.slice(start, end);
      for (const mark of marks)
        text = text.slice(0, mark.start - start) + '…'.repeat(mark.end - mark.start) + text.slice(mark.end - start);
      if (!/\p{L}\s+\p{L}/u.test(text)) return;
      const prose = proseOf(text);
      for (const { name, pattern, write } of oddWords)
        for (const found of prose.matchAll(new RegExp(pattern.source, `g${pattern.flags}`)))
          context.report({
            loc: {
              start: sourceCode.getLocFromIndex(start + found.index),
              end: sourceCode.getLocFromIndex(start + found.index + found[0].length),
            },
            messageId: 'odd',
            data: { found: found[0].trim().replace(/\s+/g, ' '), write, name },
          });
    };
    const inside = ({ start, end }: Span): Span => ({ start: start + 1, end: end - 1 });
    const checkComments = (comments: readonly Comment[] = []): void => {
      for (const found of commentSpans(comments))
        if (!directive.test(sourceCode.text.slice(found.start + 2, found.end))) check(found);
    };

    const checkName = (node: Named): void => {
      if (britishName.test(node.name))
        context.report({
          loc: { start: sourceCode.getLocFromIndex(node.range[0]), end: sourceCode.getLocFromIndex(node.range[1]) },
          messageId: 'british',
          data: { name: node.name },
        });
    };

    // ESLint's types only contain the nodes of JavaScript.
    const handlers: Record<string, (node: never) => void> = {
      // JavaScript and TypeScript
      Program: () => checkComments(sourceCode.getAllComments() as readonly Comment[]),
      Literal: (node: Literal) => {
        if (typeof node.value === 'string') check(inside(span(node)));
      },
      Identifier: checkName,
      PrivateIdentifier: checkName,
      TemplateLiteral: (node: Template) => check(inside(span(node)), node.expressions.map(span)),
      // JSON
      Document: () => checkComments(sourceCode.comments),
      Member: (node: Member) => {
        if (json === 'keys') check(inside(span(node.name)));
        if (json === 'values' && node.value.type === 'String') check(inside(span(node.value)));
      },
      // Markdown
      paragraph: (node: Positioned) => check(span(node)),
      heading: (node: Positioned) => check(span(node)),
      tableCell: (node: Positioned) => check(span(node)),
      // Plain text
      Line: (node: Positioned) => check(span(node)),
    };
    return handlers as Rule.RuleListener;
  },
};
