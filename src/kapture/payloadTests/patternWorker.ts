import { parentPort } from 'node:worker_threads';
import { regularExpression } from './pattern.ts';
import type { PatternAnswer, PatternQuestion } from './patternThread.ts';

/*
 * The thread that tries patterns: some take for ever, and only a thread can be ended then. A file of its own in dist.
 */
const port = parentPort!;

port.on('message', ({ pattern, text }: PatternQuestion) => {
  let answer: PatternAnswer;
  try {
    answer = regularExpression(pattern).test(text) ? 'match' : 'no-match';
  } catch {
    // Too large to be tried, say.
    answer = 'failed';
  }
  port.postMessage(answer);
});
port.postMessage('ready' satisfies PatternAnswer);
