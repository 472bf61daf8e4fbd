import { problem, type Problem } from '../problem/problem.ts';
import type { Conclusion, SentRead } from './checkReport.ts';
import { isAbsent } from './readOutcomes.ts';

export const shown = (text: Problem): Conclusion => ({ certainty: 'shown', text });
export const trouble = (text: Problem): Conclusion => ({ certainty: 'shown', text, isTrouble: true });
export const suggests = (text: Problem): Conclusion => ({ certainty: 'suggests', text });
export const cannotTell = (text: Problem): Conclusion => ({ certainty: 'cannot-tell', text });

/** The conclusion that does not depend on the operation; undefined if the response has to be looked at. */
export function commonConclusion(read: SentRead): Conclusion | undefined {
  if (read.result.kind === 'not-sent')
    return cannotTell(
      problem(
        'Nothing was sent, because this is not a published path of a read, or the URL names a write, so it may change data. If the URL is wrong, correct it.',
      ),
    );
  if (read.result.kind === 'error') return cannotTell(problem('There was no response.'));
  const { response } = read.result;
  const { trouble: reason, records } = response.reading;
  if (reason === 'unauthorized') return trouble(problem('The auth key was rejected.'));
  if (isAbsent(response)) return suggests(problem('There is no operation at this path.'));
  if (reason === 'redirected')
    return cannotTell(problem('The server redirects, and a request with a key does not follow.'));
  if (reason === 'rate-limited') return cannotTell(problem('The server is rate limiting requests.'));
  if (reason === 'server-error') return cannotTell(problem('The server reports an internal error.'));
  if (records.length) return undefined;
  if (reason === 'not-json') return cannotTell(problem("The response is not JSON, so it is not from Kapture's API."));
  if (reason === 'truncated')
    return cannotTell(problem('The response ended early, or is too long to be read as a whole.'));
  return undefined;
}
