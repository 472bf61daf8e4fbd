import assert from 'node:assert/strict';
import { KaptureError } from '../../../../src/kapture/http/kaptureError.ts';
import { readTestFile } from '../../../../src/kapture/payloadTests/readTestFile.ts';
import { memoizedLookup } from '../../../../src/kapture/variables/variables.ts';
import { caseOf, exchangeOf, run } from './support.ts';

const added =
  '{"Enquiry": {"kapture_customer_id": 7, "phone": "9"}, "Customer Details": {"id": 7}, "status": "success"}';
const add = { operation: 'add', body: { customer_name: 'Asha', phone: '{{$phone}}' } };

describe('runCase', () => {
  it('take → the value in the next request, with its type', async () => {
    const bodies: string[] = [];
    const result = await run(
      caseOf({
        steps: [
          { ...add, take: { id: '/Enquiry/kapture_customer_id' } },
          {
            operation: 'get',
            body: { kapture_customer_id: '{{id}}', customer_id: 'x{{id}}', phone: '{{$phone}}' },
            expect: { outcome: 'success' },
          },
        ],
      }),
      {
        lookup: memoizedLookup((name) => (name === '$phone' ? `9${Math.random()}` : undefined)),
        send: (operation, body) => {
          bodies.push(body);
          return Promise.resolve(exchangeOf(operation, added));
        },
      },
    );
    assert.equal(result.outcome, 'passed');
    const [first, second] = bodies.map((body) => JSON.parse(body) as unknown) as [
      { phone: string },
      [Record<string, unknown>],
    ];
    assert.deepEqual(second, [{ kapture_customer_id: 7, customer_id: 'x7', phone: first.phone }]);
  });

  it('take of a number with 20 digits → the number with all digits, which differs from a string', async () => {
    const bodies: string[] = [];
    const result = await run(
      caseOf({
        steps: [
          { operation: 'get', body: {}, take: { id: '/id', text: '/text' } },
          {
            operation: 'get',
            body: { customer_id: '{{id}}', phone: '{{text}}', name: 'x{{id}}' },
            expect: { response: { '/id': '{{id}}', '/text': '{{text}}' } },
          },
          { operation: 'get', body: {}, expect: { response: { '/text': '{{id}}' } } },
        ],
      }),
      {
        send: (operation, body) => {
          bodies.push(body);
          const response =
            '{"Customer Details": {}, "id": 12345678901234567890, "text": "12345678901234567890", "status": "success"}';
          return Promise.resolve(exchangeOf(operation, response));
        },
      },
    );
    assert.equal(
      bodies[1],
      '[{"customer_id":12345678901234567890,"phone":"12345678901234567890","name":"x12345678901234567890"}]',
    );
    assert.deepEqual(
      result.findings.map(({ message }) => message),
      ['/text: expected the number 12345678901234567890, was the string "12345678901234567890".'],
    );
  });

  for (const [stated, ofConnection, sent] of [
    [undefined, 'flat', '{"a":1}'],
    [undefined, 'array', '[{"a":1}]'],
    ['array', 'flat', '[{"a":1}]'],
    ['object-2016', 'array', '{"a":1}'],
  ] as const)
    it(`the dialect ${stated ?? 'of the connection'}, which is ${ofConnection} → ${sent} for a body and a file`, async () => {
      const sentSteps: unknown[] = [];
      const dialect = stated && { dialect: stated };
      const result = await run(
        caseOf({ ...dialect, steps: [{ operation: 'add', body: [{ a: 1 }] }, { file: 'x.kapture-add.json' }] }),
        {
          connection: { role: 'sandbox', readOnly: false, dialect: 'flat', dialects: { add: ofConnection } },
          readFile: () => Promise.resolve({ text: '{"a": 1}' }),
          send: (operation, body, _isKeyWrong, used) => {
            sentSteps.push([body, used]);
            return Promise.resolve(exchangeOf(operation, added));
          },
        },
      );
      assert.deepEqual(
        [result.outcome, sentSteps],
        [
          'passed',
          [
            [sent, stated],
            [sent, stated],
          ],
        ],
      );
    });

  for (const [title, stated, body, hint] of [
    [
      'a flat body to a connection of the nested dialect',
      undefined,
      { customer_name: 'Asha', phone: '9845765226' },
      ' The body is written in the flat dialect, but the connection uses the nested dialect. To send it in its own dialect, add "dialect": "flat".',
    ],
    [
      'a nested body with another "dialect"',
      'array',
      { customer_info: { customer_name: 'Asha' } },
      ' The body is written in the nested dialect, but "dialect" is array.',
    ],
    ['a body in the dialect of the connection', undefined, { customer_info: { customer_name: 'Asha' } }, ''],
    ['a flat body with its "dialect"', 'flat', { customer_name: 'Asha', phone: '9845765226' }, ''],
    ['a body of no dialect', undefined, { own: 1 }, ''],
  ] as const)
    it(`${title}, and an unexpected response → ${hint ? 'both dialects are named once' : 'no dialect is named'}`, async () => {
      const { outcome, findings } = await run(
        caseOf({
          operation: 'add',
          ...(stated && { dialect: stated }),
          body,
          expect: { status: 400, outcome: 'failed' },
        }),
        {
          connection: { role: 'sandbox', readOnly: false, dialect: 'nested', dialects: {} },
          send: (operation) => Promise.resolve(exchangeOf(operation, added)),
        },
      );
      assert.equal(outcome, 'failed');
      assert.deepEqual(
        findings.map(({ message }) => message.replace(/^.*? was \S+\.(?= |$)/, '')),
        [hint, ' (HTTP 200)'],
      );
    });

  it('an unexpected response → all its findings, and no further step', async () => {
    let count = 0;
    const result = await run(
      caseOf({
        steps: [
          { operation: 'get', body: {}, expect: { status: 400, message: 'x' }, take: { id: '/id' } },
          { operation: 'get', body: {} },
        ],
      }),
      {
        send: (operation) => {
          count++;
          return Promise.resolve(exchangeOf(operation, '{"status": "success"}'));
        },
      },
    );
    assert.deepEqual([result.outcome, result.findings.length, count], ['failed', 3, 1]);
    assert.match(result.findings[2]!.message, /^\/id: not found, so {{id}} has no value\.$/);
  });

  it('a body of an Update → judged in the dialect in which it is sent', async () => {
    for (const [step, wanted] of [
      [{ dialect: 'array', body: { customer_id: 'C1', phone: '9876543210' } }, undefined],
      [{ dialect: 'flat', body: { customer_id: 'C1', phone: '9876543210' } }, /^This body has no ID/],
      [
        { dialect: 'array', body: { name: 'Asha', kapture_customer_id: '7' } },
        /^This body has a customer ID in a field/,
      ],
      [{ dialect: 'nested', body: { customer_info: { customer_id: '7' } } }, undefined],
      [{ dialect: 'flat', body: { customer_info: { customer_id: '7' } } }, /^This body has a customer ID in a field/],
    ] as const) {
      const { findings } = await run(caseOf({ operation: 'update', ...step }), {
        send: (operation) => Promise.resolve(exchangeOf(operation, '{"status": "success"}')),
      });
      if (wanted) assert.match(findings[0]?.message ?? '', wanted);
      else assert.deepEqual(findings, []);
    }
  });

  for (const [operation, body, sentence] of [
    [
      'add',
      { customer_name: 'Asha', kapture_customer_id: '7' },
      /^This body has an ID, so it is an update of customer 7, /,
    ],
    [
      'update',
      { city: 'Pune' },
      /^This body has no ID, so it is an Add request, .* To send it anyway, use "rawBody"\.$/,
    ],
    [
      'add',
      { customer_name: 'Asha', kapture_customer_id: ['7'] },
      /^The ID of the customer in this body is neither text nor a number\. /,
    ],
  ] as const) {
    it(`a body for ${operation} that does something else → errored, unless it is a rawBody`, async () => {
      for (const source of [{ body }, { file: `it.kapture-${operation}.json` }]) {
        const { outcome, findings } = await run(
          caseOf({ steps: [{ ...('body' in source && { operation }), ...source }] }),
          {
            readFile: () => Promise.resolve({ text: JSON.stringify(body) }),
          },
        );
        assert.equal(outcome, 'errored');
        assert.match(findings[0]!.message, sentence);
      }
      const { outcome } = await run(caseOf({ steps: [{ operation, rawBody: JSON.stringify(body) }] }), {
        send: () => Promise.resolve(exchangeOf(operation, added)),
      });
      assert.equal(outcome, 'passed');
    });
  }

  const guarded = {
    production: { role: 'production', readOnly: false, dialect: 'flat', dialects: {} },
    'read-only': { role: 'development', readOnly: true, dialect: 'flat', dialects: {} },
  } as const;
  for (const [word, connection] of Object.entries(guarded))
    it(`a ${word} connection → a case that writes sends nothing, and other cases run`, async () => {
      const refused = await run(
        caseOf({
          steps: [
            { operation: 'get', body: {} },
            { operation: 'update', body: {} },
          ],
        }),
        { connection },
      );
      assert.deepEqual(
        [refused.outcome, refused.findings[0]?.message],
        ['errored', `Nothing was sent: Update Customer is a write, and this is a ${word} connection.`],
      );
      const read = await run(caseOf({ operation: 'get', body: {} }), {
        connection,
        send: (operation) => Promise.resolve(exchangeOf(operation, added)),
      });
      assert.equal(read.outcome, 'passed');
    });

  it('{{$last…}} → has no value', async () => {
    const result = await run(
      caseOf({ operation: 'get', body: { kapture_customer_id: '{{$last.add.kapture_customer_id}}' } }),
      { lookup: () => 7 },
    );
    assert.deepEqual(
      [result.outcome, result.findings[0]?.message],
      ['errored', 'The variable {{$last.add.kapture_customer_id}} has no value.'],
    );
  });

  it('a case with problems → errored, and nothing is sent', async () => {
    const result = await run(caseOf({ ...add, expects: 1 }), {});
    assert.deepEqual([result.outcome, result.findings.length], ['errored', 1]);
  });

  it('a variable that is not closed in a body → its place in the file; in a rawBody → sent unchanged', async () => {
    const text = '{"cases": [{"name": "it", "operation": "get", "body": {"phone": "In {{$phone"}}]}';
    const { findings } = await run(readTestFile(text).cases[0]!, {});
    const { offset, length } = findings[0]!.place;
    assert.equal(text.slice(offset, offset + length), '{{$phone');
    const sent: string[] = [];
    await run(caseOf({ operation: 'get', rawBody: '{"phone": "In {{$phone"}' }), {
      send: (operation, raw) => {
        sent.push(raw);
        return Promise.resolve(exchangeOf(operation, added));
      },
    });
    assert.deepEqual(sent, ['{"phone": "In {{$phone"}']);
  });

  it('rawBody and key "wrong" → the unchanged body with an invalid key', async () => {
    const sent: unknown[] = [];
    await run(caseOf({ operation: 'get', rawBody: ' {"a": {{id}}', key: 'wrong' }), {
      lookup: () => 5,
      send: (operation, body, wrongKey) => {
        sent.push(body, wrongKey);
        return Promise.resolve(exchangeOf(operation, added));
      },
    });
    assert.deepEqual(sent, [' {"a": 5', true]);
  });

  it('a request file → strict JSON with the values of its variables', async () => {
    const sent: string[] = [];
    await run(caseOf({ file: '../a.kapture-get.json' }), {
      lookup: () => 'v',
      readFile: (path) =>
        Promise.resolve({ text: path === '../a.kapture-get.json' ? '// one\n{"phone": "{{x}}",}' : '' }),
      send: (operation, body) => {
        sent.push(operation, body);
        return Promise.resolve(exchangeOf(operation, added));
      },
    });
    assert.deepEqual(sent, ['get', '[{"phone":"v"}]']);
  });

  const errors: readonly (readonly [raw: object, sentence: RegExp])[] = [
    [{ operation: 'add', body: { phone: '{{unknown}}' } }, /^The variable {{unknown}} has no value\.$/],
    [{ operation: 'add', rawBody: '{{unknown}}' }, /^The variable {{unknown}} has no value\.$/],
    [
      { operation: 'add', body: { customer_name: 'In {{$name' } },
      /^The variable {{\$name is not closed with }}\. To send it anyway, use "rawBody"\.$/,
    ],
    [{ operation: 'add', body: { phone: '{{$phone}' } }, /^The variable {{\$phone is not closed with }}\. /],
    [{ file: 'missing.kapture-add.json' }, /^The request file missing\.kapture-add\.json could not be read\.$/],
  ];
  for (const [raw, sentence] of errors) {
    it(`${JSON.stringify(raw)} → ${sentence.source}`, async () => {
      const result = await run(caseOf(raw), {});
      assert.equal(result.outcome, 'errored');
      assert.match(result.findings[0]!.message, sentence);
      assert.ok(result.findings[0]!.place.length > 0);
    });
  }

  const requestFiles: readonly (readonly [text: string, sentence: RegExp])[] = [
    ['', /is empty/],
    ['{', /is not JSON/],
    ['[{}, {}]', /has 2 bodies/],
    ['5', /must contain a single JSON object/],
    ['{"a": "{{b}}"}', /The variable {{b}} in the request file/],
    ['['.repeat(1000), /request file is nested more than/],
  ];
  for (const [text, sentence] of requestFiles) {
    it(`a request file with ${text.slice(0, 20) || 'nothing'} → ${sentence.source}`, async () => {
      const result = await run(caseOf({ file: 'a.kapture-add.json' }), { readFile: () => Promise.resolve({ text }) });
      assert.equal(result.outcome, 'errored');
      assert.match(result.findings[0]!.message, sentence);
    });
  }

  it('no response → errored; a cancellation → canceled', async () => {
    const failing = (reason: 'refused' | 'canceled') =>
      run(caseOf(add), { lookup: () => '9', send: () => Promise.reject(new KaptureError(reason, 'host', 'X')) });
    const refused = await failing('refused');
    assert.deepEqual([refused.outcome, refused.findings[0]?.error?.reason], ['errored', 'refused']);
    assert.deepEqual([(await failing('canceled')).outcome, (await failing('canceled')).findings], ['canceled', []]);
  });
});
