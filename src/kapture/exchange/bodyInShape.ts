import type { OperationForm } from '../catalogue/form.ts';
import { elementSpans } from '../json/spans.ts';
import { tokenAt } from '../json/tokens.ts';

/**
 * A body with or without array brackets, as a form expects it. Otherwise unchanged, and so is a body that is not one
 * object.
 */
export function bodyInShape({ shape }: Pick<OperationForm, 'shape'>, body: string): string {
  const first = tokenAt(body, 0)?.kind;
  if (shape === 'array-of-one') return first === '{' ? `[${body}]` : body;
  const elements = first === '[' ? elementSpans(body, 0) : [];
  return elements.length === 1 ? body.slice(elements[0]!.start, elements[0]!.end) : body;
}
