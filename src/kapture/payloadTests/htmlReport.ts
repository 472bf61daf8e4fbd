import type { Finding } from './finding.ts';
import { countOutcomes, escaped, lineAndColumn, notesOf, type ReportedCase, type ReportedRun } from './junit.ts';

/**
 * A report for people: one page without scripts, links or files. All texts are escaped and only between tags, so a
 * text of a server cannot add markup. The policy would stop a script or an image even so.
 */
export function htmlReport({ target, startedAt, files }: ReportedRun): string {
  const all = files.flatMap(({ cases }) => cases);
  const { passed, failed, errored, skipped } = countOutcomes(all);
  const counts = `${passed} passed, ${failed} failed, ${errored} could not be run, ${skipped} skipped`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<title>Kapture payload tests</title>',
    `<style>${style}</style>`,
    '<h1>Kapture payload tests</h1>',
    `<p><strong>${counts}</strong></p>`,
    `<p class="quiet">${escaped(target)} · ${startedAt.toISOString()}</p>`,
    ...files.flatMap(({ path, text, cases }) => [
      `<h2>${escaped(path)}</h2>`,
      ...cases.flatMap((one) => caseSection(one, text)),
    ]),
    '</html>',
    '',
  ].join('\n');
}

const style = `
:root { color-scheme: light dark; --text: #1f2328; --quiet: #59636e; --page: #fff; --box: #f6f8fa; --good: #1a7f37; --bad: #cf222e; }
@media (prefers-color-scheme: dark) {
  :root { --text: #f0f6fc; --quiet: #9198a1; --page: #0d1117; --box: #151b23; --good: #3fb950; --bad: #f85149; }
}
body { font: 15px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
pre { background: var(--box); padding: .5rem; margin: .25rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.case { margin: .5rem 0; overflow-wrap: anywhere; }
.finding { margin: .25rem 0 .75rem 1.5rem; }
.quiet { color: var(--quiet); }
.passed > :first-child > b { color: var(--good); }
.failed > :first-child > b, .errored > :first-child > b { color: var(--bad); }
`;

const marks = { passed: '✓', failed: '✗', errored: '!', skipped: '–' } as const;

function caseSection({ name, tags = [], result }: ReportedCase, text: string): string[] {
  const outcome = !result || result.outcome === 'canceled' ? 'skipped' : result.outcome;
  const details = [outcome, ...(result ? [`${Math.round(result.milliseconds)} ms`] : []), ...tags].join(' · ');
  return [
    `<section class="case ${outcome}">`,
    `<p><b>${marks[outcome]}</b> ${escaped(name)} <span class="quiet">${escaped(details)}</span></p>`,
    ...(result ? notesOf(result).map((note) => `<p class="finding quiet">${escaped(note)}</p>`) : []),
    ...(result?.findings ?? []).flatMap((finding) => findingSection(finding, text)),
    '</section>',
  ];
}

function findingSection({ message, place, expected, actual }: Finding, text: string): string[] {
  const values =
    expected === undefined || actual === undefined
      ? []
      : [
          `<p class="quiet">expected</p><pre>${escaped(expected)}</pre>`,
          `<p class="quiet">actual</p><pre>${escaped(actual)}</pre>`,
        ];
  return [
    '<div class="finding">',
    `<p>${escaped(message)} <span class="quiet">${lineAndColumn(text, place.offset)}</span></p>`,
    ...values,
    '</div>',
  ];
}
