import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import type { OperationId } from '../../../../src/kapture/catalogue/registry.ts';
import { regularExpression, type Patterns } from '../../../../src/kapture/payloadTests/patternThread.ts';
import { runCase, type CaseContext, type CaseResult } from '../../../../src/kapture/payloadTests/runCase.ts';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';
import type { TestCase } from '../../../../src/kapture/payloadTests/testCase.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';

/** Evaluates patterns without a thread, for tests that are not about slow ones. */
export const patterns: Patterns = {
  test: (pattern, text) => Promise.resolve(regularExpression(pattern).test(text) ? 'match' : 'no-match'),
};

/** An exchange with a response of this text. */
export function exchangeOf(operation: OperationId, text: string, status = 200, milliseconds = 5): Exchange {
  return {
    operation,
    tenant: 'https://acme.example',
    connection: 'Test tenant',
    timeZone: 'Asia/Kolkata',
    url: 'http://127.0.0.1:1/',
    requestBody: '',
    requestHeaders: {},
    sentAt: 0,
    response: {
      status,
      headers: undefined,
      text,
      bytes: text.length,
      contentType: 'application/json',
      milliseconds,
      location: undefined,
      reading: readResponse(operation, status, text),
    },
  };
}

/** Reads a test case from its JSON. */
export function caseOf(raw: object): TestCase {
  const { cases } = readTestFile(JSON.stringify({ cases: [{ name: 'it', ...raw }] }));
  return cases[0]!;
}

/** Runs a case with defaults that fail on any request, file or variable. */
export function run(testCase: TestCase, context: Partial<CaseContext>): Promise<CaseResult> {
  return runCase(testCase, {
    send: () => Promise.reject(new Error('nothing should have been sent')),
    readFile: () => Promise.reject(new Error('there is no such file')),
    lookup: () => undefined,
    connection: { role: 'sandbox', readOnly: false, dialect: 'flat', dialects: {} },
    patterns,
    ...context,
  });
}
