import type { Node } from 'jsonc-parser';
import { readTemplate, type Place, type Template } from './template.ts';
import type { TestProblem } from './testCase.ts';

/** Maximum number of problems that are reported for a case, and for the file itself. */
const maxProblems = 50;

/** Reads values from the text of a test file and collects their problems. */
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
    if (this.problems.length < maxProblems) this.problems.push({ offset: at.offset, length: at.length, message });
  }

  /** Reports unknown and duplicate keys. */
  checkKeys(node: Node, known: readonly string[]): void {
    this.problems.push(...keyProblems(node, known));
  }
}

export function placeOf(node: Place | undefined): Place {
  return { offset: node?.offset ?? 0, length: node?.length ?? 0 };
}

/** Unknown and duplicate keys. They are problems because a typo in an expectation would let a case pass. */
export function keyProblems(node: Node, known: readonly string[]): TestProblem[] {
  const keys = (node.children ?? []).map(({ children }) => children?.[0]).filter((key) => key !== undefined);
  const seen = new Set<string>();
  const found: TestProblem[] = [];
  for (const key of keys) {
    const name = key.value as string;
    if (!known.includes(name))
      found.push({ ...placeOf(key), message: `Unknown property "${name}". Known properties: ${known.join(', ')}.` });
    else if (seen.has(name)) found.push({ ...placeOf(key), message: `Duplicate property "${name}".` });
    seen.add(name);
    if (found.length === maxProblems) break;
  }
  return found;
}
