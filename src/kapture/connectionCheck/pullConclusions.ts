import { problem } from '../problem/problem.ts';
import type { Conclusion, SentRead } from './checkReport.ts';
import { cannotTell, commonConclusion, shown, suggests } from './conclusions.ts';
import { customerIn } from './getConclusions.ts';
import { responseTo } from './readOutcomes.ts';

/** Whether a Pull understood its body: `no-list` and other troubles are neither. */
export type Understood = 'shown' | 'suggests' | 'no' | undefined;

export function understandsPull(read: SentRead | undefined): Understood {
  if (!read || commonConclusion(read)) return undefined;
  const { reading } = responseTo(read)!;
  if (reading.records.length) return 'shown';
  if (reading.failure === 'no-customer-between-dates') return 'suggests';
  if (reading.failure === 'invalid-json') return 'no';
  return reading.outcome === 'success' && !reading.trouble ? 'suggests' : undefined;
}

/**
 * Whether the nested body was understood. A tenant of the flat dialect finds no dates in it and responds as if there
 * were no customers, so a response without customers is evidence only if the flat body was refused.
 */
export function understandsNestedPull(nested: SentRead | undefined, flat: SentRead | undefined): Understood {
  const understood = understandsPull(nested);
  return understood === 'suggests' && understandsPull(flat) !== 'no' ? undefined : understood;
}

/** What a Pull with the flat body says. */
export function conclusionsOfFlatPull(read: SentRead): readonly Conclusion[] {
  const common = commonConclusion(read);
  if (common) return [common];
  switch (understandsPull(read)) {
    case 'shown': {
      const cmId = customerIn(read)?.cmId;
      return [
        shown(problem('Pull Customers understands the body of the flat dialect: it returned customers.')),
        ...(cmId === undefined ? [] : [shown(problem('The tenant ID (cmId) is {0}.', cmId))]),
      ];
    }
    case 'suggests':
      return [
        suggests(
          problem(
            'Pull Customers understands the body of the flat dialect. It returned no customer, so it may also have ignored the dates.',
          ),
        ),
      ];
    case 'no':
      return [suggests(problem('Pull Customers does not understand the body of the flat dialect.'))];
    default:
      return [cannotTell(problem('The response is not one that Kapture documents for Pull Customers.'))];
  }
}

/** What a Pull with the nested body, which asks for one customer, says after the one with the flat body. */
export function conclusionsOfNestedPull(read: SentRead, flat: SentRead | undefined): readonly Conclusion[] {
  const common = commonConclusion(read);
  if (common) return [common];
  switch (understandsNestedPull(read, flat)) {
    case 'shown': {
      const count = responseTo(read)!.reading.records.length;
      const ignored = suggests(
        problem('It ignores limit: 1 customer was requested, and at least {0} were returned.', count),
      );
      return [
        shown(problem('Pull Customers understands the body of the nested dialect: it returned customers.')),
        ...(count > 1 ? [ignored] : []),
      ];
    }
    case 'suggests':
      return [
        suggests(
          problem(
            'Pull Customers understands the body of the nested dialect. It returned no customer, so it may also have ignored the search.',
          ),
        ),
      ];
    case 'no':
      return [suggests(problem('Pull Customers does not understand the body of the nested dialect.'))];
    default:
      if (understandsPull(read) === 'suggests')
        return [
          cannotTell(
            problem(
              'Pull Customers returned no customer. A tenant of the flat dialect responds like this, too, because it does not find the dates of the nested body.',
            ),
          ),
        ];
      return [cannotTell(problem('The response is not one that Kapture documents for Pull Customers.'))];
  }
}
