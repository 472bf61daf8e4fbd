import { problem } from '../problem/problem.ts';
import type { Conclusion, SentRead } from './checkReport.ts';
import { cannotTell, commonConclusion, suggests } from './conclusions.ts';
import { isAbsent, isOfTheApi, isRejected, responseTo } from './readOutcomes.ts';

/** Whether the order search of newer tenants exists: undefined if its response does not say so. */
export function hasOrderSearch(read: SentRead | undefined): boolean | undefined {
  const response = read && responseTo(read);
  if (!response) return undefined;
  if (isAbsent(response)) return false;
  return isOfTheApi(response) || response.reading.trouble === 'unauthorized' ? true : undefined;
}

/** What the order search says. `isKeyAccepted`: other operations accept the key. */
export function conclusionOfOrders(read: SentRead, isKeyAccepted: boolean): Conclusion {
  if (isRejected(read))
    return isKeyAccepted
      ? suggests(
          problem(
            'The path exists, but requires a different auth key. Kapture documents a user name and password in base64 for orders.',
          ),
        )
      : suggests(problem('The path exists. The auth key was rejected.'));
  const common = commonConclusion(read);
  if (common) return common;
  return hasOrderSearch(read)
    ? suggests(problem('The tenant has the newer services under /ms.'))
    : cannotTell(problem("The response is not from Kapture's API."));
}
