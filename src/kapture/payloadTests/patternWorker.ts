import { parentPort } from 'node:worker_threads';
import { regularExpression } from './pattern.ts';
import type { PatternResponse, PatternRequest } from './patternThread.ts';

/*
 * Worker thread that evaluates patterns. Some take forever, and only a thread can be terminated. Built as a separate
 * file.
 */
const port = parentPort!;

port.on('message', ({ pattern, text }: PatternRequest) => {
  let response: PatternResponse;
  try {
    response = regularExpression(pattern).test(text) ? 'match' : 'no-match';
  } catch {
    // For example, the pattern is too large.
    response = 'failed';
  }
  port.postMessage(response);
});
port.postMessage('ready' satisfies PatternResponse);
