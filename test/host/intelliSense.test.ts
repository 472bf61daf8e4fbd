import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { failures } from '../../src/kapture/catalogue/failures.ts';
import { pathOfField } from '../../src/kapture/catalogue/forms.ts';
import { operationIds, operations, requestSuffix, type OperationId } from '../../src/kapture/catalogue/registry.ts';
import { requirementTitles, type ObjectSchema } from '../../src/kapture/catalogue/vocabulary.ts';
import { diagnosticsOf, documentKinds, hoversAt, readMarks, type DocumentKind } from './support/documents.ts';
import { completionsAt, labelOf } from './support/completions.ts';
import { sample } from './support/fixture.ts';

/** Text with a schema warning in a request of any operation. */
const bad = JSON.stringify(
  Object.fromEntries(operationIds.map((id) => [pathOfField(operations[id], operations[id].minimal[0]!)![0], false])),
);

const isBad = (messages: readonly string[]): boolean => messages.some((message) => message.includes('Incorrect type'));

interface Case {
  readonly title: string;
  readonly body: string;
  readonly warnings: readonly string[];
  /** The text where the warning starts. */
  readonly on?: string;
}

const cases: Readonly<Partial<Record<OperationId, readonly Case[]>>> = {
  add: [
    {
      title: 'a phone of nine digits',
      body: '{"customer_name": "Asha", "phone": "987654321"}',
      warnings: [failures['invalid-phone'].message],
      on: '"987654321"',
    },
    {
      title: 'a phone of nine digits without quotes',
      body: '{"customer_name": "Asha", "phone": 987654321}',
      warnings: [failures['invalid-phone'].message],
      on: '987654321',
    },
    { title: 'a good phone without quotes', body: '{"customer_name": "Asha", "phone": 9876543210}', warnings: [] },
    {
      title: 'an email without @',
      body: '{"customer_name": "Asha", "email_id": "asha.example.com"}',
      warnings: [failures['invalid-email'].message],
      on: '"asha.example.com"',
    },
    {
      title: 'no name',
      body: '{"phone": "9876543210"}',
      warnings: [failures['name-and-contact-required'].message],
      on: '{',
    },
    {
      title: 'a blank name',
      body: '{"customer_name": " ", "phone": "9876543210"}',
      warnings: [failures['name-and-contact-required'].message],
      on: '" "',
    },
    {
      title: 'neither phone nor email',
      body: '{"customer_name": "Asha"}',
      warnings: [failures['name-and-contact-required'].message],
      on: '{',
    },
    {
      title: 'a generated id',
      body: '{"customer_name": "Asha", "phone": "9876543210", "kapture_customer_id": "65033646"}',
      warnings: ['This body has an ID, so it is an update of customer 65033646, not an Add request.'],
      on: '"kapture_customer_id"',
    },
    {
      title: 'an id twice',
      body: '{"customer_name": "Asha", "phone": "9876543210", "kapture_customer_id": "65033646", "kapture_customer_id": ""}',
      // VS Code itself reports the second warning, for each of the keys.
      warnings: [
        'This body has several IDs of a customer. It is unknown which one Kapture uses.',
        'Duplicate object key',
        'Duplicate object key',
      ],
      on: '"kapture_customer_id"',
    },
    {
      title: 'a generated id without quotes',
      body: '{"customer_name": "Asha", "phone": "9876543210", "kapture_customer_id": 65033646}',
      warnings: ['This body has an ID, so it is an update of customer 65033646, not an Add request.'],
      on: '"kapture_customer_id"',
    },
  ],
  get: [
    {
      title: 'no identifier',
      body: '[{"phone": ""}]',
      warnings: [`${failures['customer-not-found'].message} (None of the four identifiers is specified.)`],
      on: '{',
    },
  ],
  update: [
    {
      title: 'no id',
      body: '{"customer_name": "Asha"}',
      warnings: ['This body has no ID, so it is an Add request, not an update.'],
      on: '{',
    },
    {
      title: 'a blank id',
      body: '{"customer_name": "Asha", "kapture_customer_id": " "}',
      warnings: ['This body has no ID, so it is an Add request, not an update.'],
      on: '"kapture_customer_id"',
    },
    {
      title: 'a phone that starts with 5',
      body: '{"kapture_customer_id": "65033646", "phone": "5876543210"}',
      warnings: [failures['invalid-phone'].message],
      on: '"5876543210"',
    },
  ],
  pull: [
    {
      title: 'a start after the end',
      body: '[{"start_date": "2021-03-15", "end_date": "2021-03-14"}]',
      warnings: [
        `${failures['no-customer-between-dates'].message} (The range ends (2021-03-14) before it starts (2021-03-15).)`,
      ],
      on: '"2021-03-14"',
    },
    {
      title: 'a day that does not exist',
      body: '[{"start_date": "2021-02-30", "end_date": "2021-03-14"}]',
      warnings: [`${failures['no-customer-between-dates'].message} (2021-02 has 28 days.)`],
      on: '"2021-02-30"',
    },
    {
      title: 'a date in another form',
      body: '[{"start_date": "14/03/2021", "end_date": "2021-03-14"}]',
      warnings: ['No customer between dates. (Kapture expects YYYY-MM-DD or YYYY-MM-DD hh:mm:ss.)'],
      on: '"14/03/2021"',
    },
  ],
  'add-order': [
    {
      title: 'the ID of an order',
      body: '{"customer_info": {"customer_name": "Asha"}, "order_info": {"order_id": "4236966"}}',
      warnings: ['Generated by the server. Omit it: a body with an ID is an Update.'],
      on: '"4236966"',
    },
  ],
};

const blank =
  "Kapture's documentation does not say whether a blank value clears the field or is ignored. Omit fields that do not change.";

function severityOf(message: string): vscode.DiagnosticSeverity {
  const { Error, Warning, Information } = vscode.DiagnosticSeverity;
  if (message.startsWith('This body has ')) return Error;
  return message === blank ? Information : Warning;
}

/** Checks the warnings of many texts at once, because VS Code needs half a second for each. Lists all that differ. */
async function assertWarnings(kind: DocumentKind, operation: OperationId, wanted: readonly Case[]): Promise<void> {
  const documents: vscode.TextDocument[] = [];
  for (let index = 0; index < wanted.length; index++) documents.push(await kind.open(requestSuffix(operation), bad));
  const outcomes = await Promise.allSettled(
    wanted.map(async ({ title, body, warnings, on }, index) => {
      const document = documents[index]!;
      // The schema's warnings arrive late. When those of the bad text appear and then disappear, the new text has been
      // checked.
      await diagnosticsOf(document, `${title}: the warnings of the bad text before`, isBad);
      await kind.write(document, body);
      const [warning] = await diagnosticsOf(
        document,
        `${title}: the warnings ${JSON.stringify(warnings)}`,
        // A warning that both texts have is at its old position until the new text is checked.
        (messages, [first]) =>
          JSON.stringify(messages.toSorted()) === JSON.stringify([...warnings].sort()) &&
          (!on || !first || body.startsWith(on, first.range.start.character)),
      );
      if (warning) assert.equal(warning.severity, severityOf(warning.message), title);
    }),
  );
  assert.deepEqual(
    outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [String(outcome.reason)] : [])),
    [],
  );
}

async function completionsIn(
  kind: DocumentKind,
  operation: OperationId,
  marked: string,
): Promise<vscode.CompletionItem[]> {
  const {
    text,
    positions: [offset = 0],
  } = readMarks(marked);
  const document = await kind.open(requestSuffix(operation), text);
  return completionsAt(document, document.positionAt(offset), 50);
}

async function hoverAt(kind: DocumentKind, operation: OperationId, marked: string): Promise<string> {
  const {
    text,
    positions: [offset = 0],
  } = readMarks(marked);
  const document = await kind.open(requestSuffix(operation), text);
  return plain(await hoversAt(document.uri, document.positionAt(offset)));
}

function documentationOf({ documentation }: vscode.CompletionItem): string {
  return plain(typeof documentation === 'string' ? documentation : (documentation?.value ?? ''));
}

/** Approximately the rendered text of Markdown. */
function plain(markdown: string): string {
  return markdown
    .replaceAll('&nbsp;', ' ')
    .replace(/\\([\W_])/g, '$1')
    .replace(/[*`]/g, '');
}

function fieldsOf(operation: OperationId): ObjectSchema['properties'] {
  return operations[operation].request().properties;
}

const kind = documentKinds.saved;

describe('IntelliSense in requests', () => {
  before(async () => {
    // After its first warning, the JSON language service is running with our schemas.
    const document = await kind.open(requestSuffix('add'), bad);
    await diagnosticsOf(document, 'the first warning of the JSON language service', isBad);
  });

  for (const operation of operationIds) {
    it(`completion in ${operation} → its fields with descriptions, the enforced ones first`, async () => {
      const fields = fieldsOf(operation);
      const items = (await completionsIn(kind, operation, '{\n  |\n}')).filter((item) => labelOf(item) in fields);
      // An Add with a generated ID is an Update.
      const offered = Object.keys(fields).filter((name) => fields[name]!.requirement !== 'generated');
      assert.deepEqual(items.map(labelOf).sort(), offered.sort());
      for (const item of items) {
        const field = fields[labelOf(item)]!;
        assert.ok(
          documentationOf(item).startsWith(plain(field.description)),
          `${labelOf(item)}: ${documentationOf(item)}`,
        );
        assert.ok(
          documentationOf(item).includes(requirementTitles[field.requirement!]),
          `${labelOf(item)}: ${documentationOf(item)}`,
        );
      }
      const order = ['enforced', 'documented', 'optional'];
      const sorted = items.toSorted((a, b) => ((a.sortText ?? labelOf(a)) < (b.sortText ?? labelOf(b)) ? -1 : 1));
      const ranks = sorted.map((item) => order.indexOf(fields[labelOf(item)]!.requirement!));
      assert.deepEqual(
        ranks,
        ranks.toSorted((a, b) => a - b),
      );
    });

    it(`completion in an empty ${operation} document → whole bodies`, async () => {
      const labels = (await completionsIn(kind, operation, '|')).map(labelOf);
      const { title } = operations[operation];
      for (const body of ['minimal', 'with all fields', 'published sample'])
        assert.ok(labels.includes(`${title}: ${body}`), `${body} is among ${labels.join(', ')}`);
    });

    it(`hover on a field of ${operation} → its description and whether it is required`, async () => {
      for (const [field, { description, requirement }] of Object.entries(fieldsOf(operation)).slice(0, 4)) {
        const text = await hoverAt(kind, operation, `{"${field.slice(0, 3)}|${field.slice(3)}": ""}`);
        assert.ok(text.includes(plain(description)), `${field}: ${text}`);
        assert.ok(text.includes(requirementTitles[requirement!]), `${field}: ${text}`);
      }
    });

    it(`bodies of ${operation} → warnings with the server's messages, and none for valid ones`, async () => {
      // The sample of Update blanks a phone and an email, and the effect of a blank is undocumented, so it has
      // warnings.
      const notes = operation === 'update' ? [blank, blank] : [];
      const body = JSON.stringify((JSON.parse(`[${sample(`${operation}.request.json`)}]`) as unknown[]).flat()[0]);
      await assertWarnings(kind, operation, [
        { title: 'the published sample', body: sample(`${operation}.request.json`), warnings: notes },
        { title: 'without brackets', body, warnings: notes },
        { title: 'with brackets', body: `[${body}]`, warnings: notes },
        {
          title: 'comments, trailing commas and fields of the tenant',
          body: `// who\n[\n${body.replace(/}$/, ', /* ours */ "our_own_field": [1, {"deep": true}],}')},\n]\n`,
          warnings: notes,
        },
        {
          title: 'two bodies',
          body: `[${body}, ${body}]`,
          warnings: ['Array has too many items. Expected 1 or fewer.'],
        },
        ...(cases[operation] ?? []),
      ]);
    });
  }

  for (const operation of operationIds) {
    const closed = Object.entries(fieldsOf(operation)).filter(([, field]) => field.enum);
    if (closed.length)
      it(`completion of a field of ${operation} with a closed list of values → suggests the values instead of inserting one`, async () => {
        for (const [field, { enum: values }] of closed) {
          const item = (await completionsIn(kind, operation, '{\n  |\n}')).find(
            (candidate) => labelOf(candidate) === field,
          );
          assert.ok(item?.insertText instanceof vscode.SnippetString);
          assert.deepEqual(
            [item.insertText.value, item.command?.command],
            [`"${field}": $1`, 'editor.action.triggerSuggest'],
          );
          const offered = (await completionsIn(kind, operation, `{"${field}": |}`)).map(labelOf);
          assert.deepEqual(offered.sort(), values!.map((value) => JSON.stringify(value)).sort());
        }
      });
  }

  it('completion of a text field → an empty string with the cursor in it', async () => {
    for (const [operation, field] of [
      ['add', 'customer_name'],
      ['add', 'phone'],
      ['add', 'city'],
      ['get', 'kapture_customer_id'],
      ['update', 'email_id'],
    ] as const) {
      const item = (await completionsIn(kind, operation, '{\n  |\n}')).find(
        (candidate) => labelOf(candidate) === field,
      );
      assert.ok(item?.insertText instanceof vscode.SnippetString);
      assert.equal(item.insertText.value, `"${field}": "$1"`);
    }
  });

  it('values of gender → are explained', async () => {
    const items = await completionsIn(kind, 'add', '{"gender": |}');
    assert.deepEqual(
      Object.fromEntries(
        items
          .filter((item) => ['"M"', '"F"'].includes(labelOf(item)))
          .map((item) => [labelOf(item), documentationOf(item)]),
      ),
      { '"M"': 'Male', '"F"': 'Female' },
    );
  });

  it('format, symbols and folding → work as in other JSON', async () => {
    const text = '// who\n{"customer_name": "Asha",\n"address": {"city": "Pune"\n}}';
    const document = await kind.open(requestSuffix('add'), text);
    const execute = <T>(provider: string, ...more: unknown[]): Thenable<T> =>
      vscode.commands.executeCommand<T>(`vscode.execute${provider}Provider`, document.uri, ...more);
    const edits = await execute<vscode.TextEdit[]>('FormatDocument', { tabSize: 2, insertSpaces: true });
    const symbols = await execute<vscode.DocumentSymbol[]>('DocumentSymbol');
    const folds = await execute<vscode.FoldingRange[]>('FoldingRange');
    assert.ok(edits.length > 0, 'formatted');
    assert.deepEqual(
      symbols.map(({ name }) => name),
      ['customer_name', 'address'],
    );
    assert.ok(folds.some(({ start }) => start === 1));
  });

  for (const name of ['untitled', 'virtual'] as const)
    it(`${name} documents → completions, a hover and a warning too`, async () => {
      const other = documentKinds[name];
      const items = await completionsIn(other, 'add', '{\n  |\n}');
      assert.ok(items.map(labelOf).includes('customer_name'));
      const { description } = fieldsOf('add')['customer_name']!;
      assert.ok((await hoverAt(other, 'add', '{"cus|tomer_name": ""}')).includes(plain(description)));
      await assertWarnings(other, 'add', cases.add!.slice(0, 1));
    });
});
