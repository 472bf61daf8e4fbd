import { requestHead } from './requestHead.ts';

/** The exact text that would be sent for a request, except for the key, which is replaced by a mark. */
export function dryRun(request: { readonly url: string; readonly body: string }): string {
  return [...requestHead(request), '', request.body].join('\r\n');
}
