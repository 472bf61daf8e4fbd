import assert from 'node:assert/strict';
import type { Dialect } from '../../../src/kapture/catalogue/dialect.ts';
import { dialects } from '../../../src/kapture/catalogue/dialect.ts';
import { failureReasons, failures } from '../../../src/kapture/catalogue/failures.ts';
import { dialectsOf, formOf } from '../../../src/kapture/catalogue/forms.ts';
import { operationIds, type OperationId } from '../../../src/kapture/catalogue/registry.ts';
import { readResponse } from '../../../src/kapture/responses/readResponse.ts';
import type { FaultId } from '../../../src/sandbox/faults.ts';
import { startSandbox } from '../../../src/sandbox/listener.ts';
import { flatFailureReasons } from '../../flatFailures.ts';
import { authorization, noon, sandbox, type Answer } from './support.ts';

interface Request {
  readonly operation: OperationId;
  readonly dialect: Dialect;
  /** The sample of the form if omitted. */
  readonly body?: unknown;
  /** The value of `Authorization`, or `null` without one; the correct one if omitted. */
  readonly authorization?: string | null;
}

function bodyOf({ operation, dialect, body }: Request): string {
  const { shape, sample } = formOf(operation, dialect);
  return JSON.stringify(body ?? (shape === 'object' ? sample : [sample]));
}

function answerTo(request: Request): Answer {
  const { store, send } = sandbox();
  const before = store.size;
  const { path } = formOf(request.operation, request.dialect);
  const key = request.authorization === undefined ? authorization : request.authorization;
  const answer = send({ path, body: bodyOf(request), headers: key === null ? {} : { authorization: key } });
  assert.equal(store.size, before);
  return answer;
}

const wrong = 'Basic bm9ib2R5Om5vdGhpbmc=';
const nested = (customer: object): object => ({ customer_info: customer });

function causeOf(key: Request['authorization']): string | undefined {
  if (key === null) return 'no key';
  return key === wrong ? 'a wrong key' : undefined;
}

/** Requests, and exactly the published response to them. */
const published: readonly (readonly [request: Request, status: number, response: object])[] = [
  [{ operation: 'add', dialect: 'flat', authorization: wrong }, 401, { message: 'Invalid Auth Key', status: 'failed' }],
  [{ operation: 'get', dialect: 'flat', authorization: wrong }, 401, { message: 'Invalid Auth Key', status: 'failed' }],
  [
    { operation: 'pull', dialect: 'nested', authorization: null },
    401,
    { message: 'Invalid Auth Key', status: 'failed' },
  ],
  [
    { operation: 'add', dialect: 'nested', authorization: wrong },
    401,
    { message: 'Invalid Auth Key', status: 'failed' },
  ],
  [
    { operation: 'add', dialect: 'array', authorization: wrong },
    401,
    { Message: 'Invalid Auth Key', Status: 'failed' },
  ],
  [{ operation: 'add', dialect: 'array', authorization: null }, 401, { Message: 'Invalid Auth Key', Status: 'failed' }],
  [
    { operation: 'add', dialect: 'object-2016', authorization: wrong },
    200,
    { Message: 'Message Key Expired', Status: 'Fail' },
  ],
  [
    { operation: 'add', dialect: 'object-2016', authorization: null },
    200,
    { Message: 'Auth Key Expired', Status: 'Fail' },
  ],
  ...[{}, { customer_name: 'Asha' }, { phone: '9876543210' }, { customer_name: ' ', email_id: 'asha@example.com' }].map(
    (customer) =>
      [
        { operation: 'add', dialect: 'nested', body: nested(customer) },
        200,
        { message: 'Name, Email Id, and Phone Number required', status: 'failed' },
      ] as const,
  ),
  [
    { operation: 'get', dialect: 'flat', body: [{ kapture_customer_id: '1' }] },
    200,
    { 'Customer Details': 'Information given by you does not exist in our sytsem.', status: 'failed' },
  ],
  [
    { operation: 'get-ticket', dialect: 'flat', body: { ticket_ids: '' } },
    200,
    { message: 'ticket_ids are missing.', status: 'failed' },
  ],
  [
    { operation: 'get-ticket', dialect: 'flat', body: [{ ticket_ids: '713516551148' }] },
    400,
    { message: 'Invalid Json.', status: 'failed' },
  ],
];

describe('sandbox failures in every dialect', () => {
  for (const [request, status, response] of published) {
    const { operation, dialect, authorization: key } = request;
    const cause = causeOf(key) ?? JSON.stringify(request.body);
    it(`${operation} as ${dialect} with ${cause} → ${JSON.stringify(response)}`, () => {
      const answer = answerTo(request);
      assert.equal(answer.text, JSON.stringify(response));
      assert.deepEqual([answer.status, answer.headers['x-kapture-sandbox']], [status, undefined]);
      const { outcome, failure } = readResponse(operation, answer.status, answer.text);
      assert.equal(outcome, 'failed');
      assert.ok(failure);
    });
  }

  it('every documented failure of a form other than the flat one → one of these responses', () => {
    const messages = published.flatMap(([, , response]) => Object.values(response) as unknown[]);
    const missing = failureReasons
      .filter((reason) => !flatFailureReasons.includes(reason))
      .filter((reason) => !messages.includes(failures[reason].message));
    assert.deepEqual(missing, []);
  });

  it('a phone that another customer has, as nested and array → the failure of the flat form, marked as inferred', () => {
    for (const [dialect, body, response] of [
      [
        'nested',
        nested({ customer_name: 'Asha', phone: '9845765226' }),
        { message: failures['phone-taken'].message, status: 'failed' },
      ],
      [
        'array',
        [{ name: 'Asha', phone: '9845765226', email: '' }],
        { Message: failures['phone-taken'].message, Status: 'failed' },
      ],
    ] as const) {
      const answer = answerTo({ operation: 'add', dialect, body });
      assert.equal(answer.text, JSON.stringify(response));
      assert.equal(answer.headers['x-kapture-sandbox'], 'inferred');
    }
  });
});

describe('sandbox faults in every dialect', () => {
  const refusals: Readonly<Record<Dialect, readonly [status: number, text: string]>> = {
    flat: [401, '{"message":"Invalid Auth Key","status":"failed"}'],
    nested: [401, '{"message":"Invalid Auth Key","status":"failed"}'],
    array: [401, '{"Message":"Invalid Auth Key","Status":"failed"}'],
    'object-2016': [200, '{"Message":"Message Key Expired","Status":"Fail"}'],
  };
  for (const dialect of dialects) {
    it(`the faults 401, 429 and 500 for ${dialect} → in the words of its form`, async () => {
      const running = await startSandbox({ now: () => noon });
      const ask = async (fault: FaultId): Promise<readonly [number, string]> => {
        running.setFault({ fault });
        const response = await fetch(running.url + formOf('add', dialect).path, {
          method: 'POST',
          headers: { authorization },
          body: bodyOf({ operation: 'add', dialect }),
        });
        return [response.status, await response.text()];
      };
      try {
        assert.deepEqual(await ask('401'), refusals[dialect]);
        const words = (Object.entries(JSON.parse(refusals[dialect][1]) as object) as [string, string][]).map(
          ([key, value], index) => [key, index ? value : ''] as const,
        );
        for (const [fault, message] of [
          ['429', 'Sandbox: too many requests.'],
          ['500', 'Sandbox: server error.'],
        ] as const) {
          const [[messageKey], [statusKey, failed]] = words as [readonly [string, string], readonly [string, string]];
          assert.deepEqual(await ask(fault), [
            Number(fault),
            JSON.stringify({ [messageKey]: message, [statusKey]: failed }),
          ]);
        }
      } finally {
        await running.close();
      }
    });
  }

  it('every operation in every dialect with a wrong key → refused, and read as unauthorized', () => {
    for (const operation of operationIds) {
      for (const dialect of dialectsOf(operation)) {
        const { status, text } = answerTo({ operation, dialect, authorization: wrong });
        assert.equal(readResponse(operation, status, text).trouble, 'unauthorized', `${operation} as ${dialect}`);
      }
    }
  });
});
