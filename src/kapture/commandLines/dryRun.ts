import { requestHead, type HeadRequest } from './requestHead.ts';

/**
 * The exact text that would be sent for a request, except for the key and secret headers, which are replaced by a mark.
 */
export function dryRun(request: HeadRequest): string {
  return [...requestHead(request), '', request.body].join('\r\n');
}
