import type { Node } from 'jsonc-parser';
import { readTemplate, type Place, type Template } from './template.ts';
import type { TestProblem } from './testCase.ts';

/** So many are told of a case at most, and of a file beside its cases. */
const mostProblems = 50;

/** Takes values out of the text of a file of tests, and collects what is wrong with them. */
export class NodeReader {
  readonly #text: string;
  readonly problems: TestProblem[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  template(node: Node): Template {
    return readTemplate(this.#text.slice(node.offset, node.offset + node.length), placeOf(node));
  }

  complain(at: Place, message: string): undefined {
    if (this.problems.length < mostProblems) this.problems.push({ offset: at.offset, length: at.length, message });
  }

  /** Complains of keys that nobody knows, or that stand there twice. */
  checkKeys(node: Node, known: readonly string[]): void {
    this.problems.push(...slips(node, known));
  }
}

/** The value of a property; of several of one name the last, as JSON has it. */
export function propertyOf(node: Node, name: string): Node | undefined {
  return node.type === 'object'
    ? node.children?.findLast(({ children }) => children?.[0]?.value === name)?.children?.[1]
    : undefined;
}

export function placeOf(node: Place | undefined): Place {
  return { offset: node?.offset ?? 0, length: node?.length ?? 0 };
}

/** Keys that nobody knows, or that stand there twice, are slips; and a slip in an expectation would let a case pass. */
export function slips(node: Node, known: readonly string[]): TestProblem[] {
  const keys = (node.children ?? []).map(({ children }) => children?.[0]).filter((key) => key !== undefined);
  const seen = new Set<string>();
  const found: TestProblem[] = [];
  for (const key of keys) {
    const name = key.value as string;
    if (!known.includes(name))
      found.push({ ...placeOf(key), message: `There is no "${name}" here, only ${known.join(', ')}.` });
    else if (seen.has(name)) found.push({ ...placeOf(key), message: `There is a "${name}" here already.` });
    seen.add(name);
    if (found.length === mostProblems) break;
  }
  return found;
}
