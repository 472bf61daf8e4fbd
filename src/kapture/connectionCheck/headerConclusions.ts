import { problem } from '../problem/problem.ts';
import type { Conclusion, SentRead } from './checkReport.ts';
import { cannotTell, commonConclusion, shown, trouble } from './conclusions.ts';
import { isOfTheApi, isRejected, responseTo } from './readOutcomes.ts';

/** Whether a repetition with headers that the connection does not have was not rejected. */
export function isAcceptedWithHeaders(read: SentRead): boolean {
  const response = responseTo(read);
  return Boolean(read.triedHeaders?.length) && response !== undefined && !isRejected(read) && isOfTheApi(response);
}

/** What a repetition with the extra headers says. */
export function conclusionOfHeaders(read: SentRead): Conclusion {
  const [first, ...others] = (read.triedHeaders ?? []).map(({ name }) => name);
  const names = [first, ...others].join(', ');
  if (isRejected(read))
    return trouble(
      others.length
        ? problem('The auth key is also rejected with these headers: {0}.', names)
        : problem('The auth key is also rejected with the header {0}.', names),
    );
  if (!isAcceptedWithHeaders(read))
    return commonConclusion(read) ?? cannotTell(problem("The response is not from Kapture's API."));
  return shown(
    others.length
      ? problem('The auth key is accepted with these headers, and rejected without them: {0}.', names)
      : problem('The auth key is accepted with the header {0}, and rejected without it.', names),
  );
}
