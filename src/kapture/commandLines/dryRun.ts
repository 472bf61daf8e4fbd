import { requestHead } from './requestHead.ts';

/** The bytes that would be sent for a request, in the order in which they are, but for the key: a mark stands for it. */
export function dryRun(request: { readonly url: string; readonly body: string }): string {
  return [...requestHead(request), '', request.body].join('\r\n');
}
