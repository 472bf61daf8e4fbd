import type { Failure } from '../src/kapture/catalogue/failure.ts';
import { documentedFor, failureReasons, failures } from '../src/kapture/catalogue/failures.ts';
import { fieldTable, operationTable } from '../src/kapture/catalogue/fieldTable.ts';
import { operationIds, operations } from '../src/kapture/catalogue/registry.ts';
import { allContributions } from '../src/editor/allContributions.ts';
import { commandTables, connectionTable, settingsTable, type ListedManifest } from './manifestTables.ts';
import { table } from './markdownTable.ts';
import { withTexts } from './manifestTexts.ts';

/**
 * Replaces the tables of the README, between `<!-- name -->` and `<!-- /name -->`, with those from catalogue and
 * manifest.
 */
export function readmeWithTables(readme: string, manifest: object, texts: Readonly<Record<string, string>>): string {
  const listed = withTexts(manifest, texts) as ListedManifest;
  const sections: Readonly<Record<string, () => string>> = {
    operations: operationTable,
    fields: fieldTables,
    failures: failureTable,
    settings: () => settingsTable(listed),
    connection: () => connectionTable(listed),
    commands: () => commandTables(listed, allContributions),
  };
  return Object.entries(sections).reduce((text, [name, section]) => {
    const markers = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!markers.test(text)) throw new Error(`README.md has no markers for the table "${name}".`);
    return text.replace(markers, (_all, open: string, close: string) => `${open}${section()}\n${close}`);
  }, readme);
}

/** A table for each operation. The fields of Update are those of Add. */
function fieldTables(): string {
  return operationIds
    .map((id) => {
      const { title, act, request } = operations[id];
      const fields = act === 'update' ? 'Every field of Add.' : fieldTable(id);
      return `<details>\n<summary>Fields of <b>${title}</b></summary>\n\n${request().description}\n\n${fields}\n\n</details>`;
    })
    .join('\n\n');
}

function failureTable(): string {
  const rows = failureReasons.map((reason) => {
    const { when, status, message }: Failure = failures[reason];
    const ids = documentedFor(reason);
    return [
      ids.length === operationIds.length ? 'all' : ids.map((id) => operations[id].title.split(' ')[0]).join(', '),
      when,
      String(status ?? 'not stated'),
      `\`${message.trim()}\``,
    ];
  });
  return table(['Operation', 'When', 'HTTP', 'Kapture says'], rows);
}
