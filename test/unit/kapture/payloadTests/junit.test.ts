import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/kapture/exchange/exchange.ts';
import { junitReport } from '../../../../src/kapture/payloadTests/junit.ts';
import type { CaseResult } from '../../../../src/kapture/payloadTests/runCase.ts';

const text = '{\n  "cases": []\n}';
const place = { offset: 4, length: 7 };

function result(outcome: CaseResult['outcome'], findings: CaseResult['findings'] = []): CaseResult {
  return { outcome, findings, exchanges: [], milliseconds: 1234 };
}

describe('junitReport', () => {
  it('cases with all outcomes → counts, failures, errors and skipped cases', () => {
    assert.equal(
      junitReport([
        {
          path: 'a/b.kapture-test.json',
          text,
          cases: [
            { name: 'good', result: result('passed') },
            {
              name: 'bad',
              result: result('failed', [
                { message: 'Outcome: no.', place, expected: 'success', actual: 'failed' },
                { message: 'And more.', place },
              ]),
            },
            { name: 'worse', result: result('errored', [{ message: 'No response was received.', place }]) },
            { name: 'stopped', result: result('canceled') },
            { name: 'not run' },
          ],
        },
      ]),
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="Kapture payload tests" tests="5" failures="1" errors="1" time="4.936">
  <testsuite name="a/b.kapture-test.json" tests="5" failures="1" errors="1" time="4.936" skipped="2">
    <testcase classname="a/b.kapture-test.json" name="good" time="1.234"/>
    <testcase classname="a/b.kapture-test.json" name="bad" time="1.234">
      <failure message="Outcome: no.">a/b.kapture-test.json:2:3: Outcome: no.
expected: success
actual: failed

a/b.kapture-test.json:2:3: And more.</failure>
    </testcase>
    <testcase classname="a/b.kapture-test.json" name="worse" time="1.234">
      <error message="No response was received.">a/b.kapture-test.json:2:3: No response was received.</error>
    </testcase>
    <testcase classname="a/b.kapture-test.json" name="stopped" time="1.234"><skipped/></testcase>
    <testcase classname="a/b.kapture-test.json" name="not run" time="0.000"><skipped/></testcase>
  </testsuite>
</testsuites>
`,
    );
  });

  it('a passed case with another customer than the requested one → a note', () => {
    const exchange = {
      operation: 'get',
      connection: 'Acme & Sons',
      requestBody: '[{"kapture_customer_id": "65033646"}]',
      response: { reading: { outcome: 'success', records: [], otherId: '777' } },
    } as unknown as Exchange;
    const report = junitReport([
      { path: 'a', text, cases: [{ name: 'good', result: { ...result('passed'), exchanges: [exchange] } }] },
    ]);
    assert.match(
      report,
      /time="1\.234">\n +<system-out>Acme &amp; Sons returned customer 777 when customer 65033646 was requested\.<\/system-out>\n +<\/testcase>/,
    );
  });

  it('any server text → valid XML', () => {
    const nasty = '<a b="c">&amp; ]]> \u009b\u202e\u0000\u001b[31m \ud800 \r\n\ttab';
    const report = junitReport([
      {
        path: '"<&>"',
        text,
        cases: [{ name: nasty, result: result('failed', [{ message: nasty, place, expected: nasty, actual: nasty }]) }],
      },
    ]);
    const escaped = '&lt;a b="c"&gt;&amp;amp; ]]&gt; \ufffd\ufffd\ufffd\ufffd[31m \ufffd &#13;\n\ttab';
    assert.ok(report.includes(`expected: ${escaped}\nactual: ${escaped}</failure>`), report);
    assert.ok(
      report.includes(
        ' name="&lt;a b=&quot;c&quot;&gt;&amp;amp; ]]&gt; \ufffd\ufffd\ufffd\ufffd[31m \ufffd &#13;&#10;&#9;tab"',
      ),
      report,
    );
    assert.ok(report.includes('classname="&quot;&lt;&amp;&gt;&quot;"'));
  });
});
