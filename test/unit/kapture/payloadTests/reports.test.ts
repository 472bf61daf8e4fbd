import assert from 'node:assert/strict';
import { htmlReport } from '../../../../src/kapture/payloadTests/htmlReport.ts';
import { jsonReport } from '../../../../src/kapture/payloadTests/jsonReport.ts';
import type { ReportedRun } from '../../../../src/kapture/payloadTests/junit.ts';
import type { Finding } from '../../../../src/kapture/payloadTests/finding.ts';

const place = { offset: 4, length: 7 };

function runOf(text: string): ReportedRun {
  const finding: Finding = { message: text, place, expected: text, actual: text };
  const result = { outcome: 'failed', findings: [finding], exchanges: [], milliseconds: 12.4 } as const;
  const cases = [
    { name: text, tags: ['smoke'], result },
    { name: 'good', tags: [], result: { ...result, outcome: 'passed', findings: [] } as const },
    { name: 'stopped', tags: [], result: { ...result, outcome: 'canceled' } as const },
    { name: 'not run', tags: [] },
  ];
  return { target: text, startedAt: new Date(0), files: [{ path: text, text: '{\n  "cases": []\n}', cases }] };
}

describe('jsonReport', () => {
  it('cases with all outcomes → the documented shape', () =>
    assert.deepEqual(JSON.parse(jsonReport(runOf('a\u009bb'))), {
      version: 1,
      target: 'a\ufffdb',
      startedAt: '1970-01-01T00:00:00.000Z',
      passed: 1,
      failed: 1,
      errored: 0,
      skipped: 2,
      files: [
        {
          path: 'a\ufffdb',
          cases: [
            {
              name: 'a\ufffdb',
              tags: ['smoke'],
              outcome: 'failed',
              milliseconds: 12,
              findings: [{ message: 'a\ufffdb', line: 2, column: 3, expected: 'a\ufffdb', actual: 'a\ufffdb' }],
              notes: [],
            },
            { name: 'good', tags: [], outcome: 'passed', milliseconds: 12, findings: [], notes: [] },
            { name: 'stopped', tags: [], outcome: 'skipped' },
            { name: 'not run', tags: [], outcome: 'skipped' },
          ],
        },
      ],
    }));
});

describe('htmlReport', () => {
  it('any text → no markup and no attribute comes from it', () => {
    const tagsOf = (text: string) => htmlReport(runOf(text)).match(/<[^>]*>/g);
    const nasty = '<script>alert(1)</script><img src=x onerror="a"> \' onload=\'x </style> &lt; \u0000\u202e';
    assert.deepEqual(tagsOf(nasty), tagsOf('plain'));
    assert.ok(htmlReport(runOf(nasty)).includes('&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x'));
  });
  it('a report → complete without scripts, links and other files, in light and dark colors', () => {
    const report = htmlReport(runOf('plain'));
    assert.doesNotMatch(report, /<script|\bsrc=|\bhref=|url\(|@import/);
    assert.match(report, /@media \(prefers-color-scheme: dark\)/);
    assert.match(report, /✗<\/b> plain <span class="quiet">failed · 12 ms · smoke</);
  });
});
