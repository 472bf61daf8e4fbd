import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { inspectTable, tableRows } from '../../../../../src/kapture/bulk/tables/readTable.ts';
import { tableProgress, type PlanProgress } from '../../../../../src/kapture/bulk/planProgress.ts';
import type { TextEncoding } from '../../../../../src/kapture/bulk/tables/table.ts';
import { inEnglish } from '../../../../../src/kapture/problem/problem.ts';
import { rowsOf, tableErrorOf, tableOf } from '../tableSupport.ts';

const run = promisify(execFile);

describe('inspectTable and tableRows', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'kapture-table-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function fileOf(name: string, bytes: Buffer | string): Promise<{ readonly path: string }> {
    const file = path.join(folder, name);
    await writeFile(file, bytes);
    return { path: file };
  }

  const text = 'Name;City\r\nZoë — “Asha”;Pune €\r\n';
  const encodings: readonly (readonly [title: string, bytes: Buffer, encoding: TextEncoding])[] = [
    ['UTF-8', Buffer.from(text), 'utf-8'],
    ['UTF-8 with a byte order mark', Buffer.from(`\ufeff${text}`), 'utf-8'],
    ['UTF-16 LE with a byte order mark', Buffer.from(`\ufeff${text}`, 'utf16le'), 'utf-16le'],
    ['Windows-1252', windows1252(text), 'windows-1252'],
  ];
  for (const [title, bytes, encoding] of encodings)
    it(`${title} → recognized, and the same cells`, async () => {
      const table = await inspectTable(await fileOf('a.csv', bytes), { acceptsWindows1252: true });
      assert.equal(table.encoding, encoding);
      assert.deepEqual(
        table.columns.map(({ name }) => name),
        ['Name', 'City'],
      );
      assert.equal(table.sha256, createHash('sha256').update(bytes).digest('hex'));
      assert.deepEqual(await rowsOf(table), [{ row: 1, line: 2, cells: ['Zoë — “Asha”', 'Pune €'] }]);
    });

  it('Windows-1252 only far behind the beginning → recognized', async () => {
    const rows = 'Asha;Pune\n'.repeat(20_000);
    const table = await inspectTable(await fileOf('a.csv', windows1252(`Name;City\n${rows}Zoë;Pune\n`)), {
      acceptsWindows1252: true,
    });
    assert.equal(table.encoding, 'windows-1252');
    assert.deepEqual((await rowsOf(table)).at(-1), { row: 20_001, line: 20_002, cells: ['Zoë', 'Pune'] });
  });

  it('Windows-1252 that the caller does not accept → refused, with values', async () => {
    const source = await fileOf('a.csv', windows1252('Name;City\nZoë;Pune\nJosé;Pune\nZoë;Málaga\nNuñez;Goa\n'));
    await assert.rejects(inspectTable(source), { reason: 'windows-1252', samples: ['Zoë', 'José', 'Málaga'] });
  });

  for (const [name, content] of [
    ['a.csv', 'Name,City\r\nA\0sha,Pune\r\n'],
    ['a.jsonl', '{"Name": "A\\u0000sha", "City": "Pune"}\n'],
  ] as const)
    it(`a NUL in a value of ${name} → read unchanged`, async () =>
      assert.deepEqual((await rowsOf(await inspectTable(await fileOf(name, content))))[0]?.cells, ['A\0sha', 'Pune']));

  it('characters that two chunks of a file share → decoded', async () => {
    const faces = 'x' + '😀'.repeat(40_000);
    for (const encoding of ['utf8', 'utf16le'] as const) {
      const table = await inspectTable(await fileOf('a.csv', Buffer.from(`\ufeffName\n${faces}\n`, encoding)));
      assert.deepEqual((await rowsOf(table))[0]?.cells, [faces]);
    }
  });

  const refused: readonly (readonly [title: string, name: string, bytes: Buffer | string, error: string])[] = [
    [
      'a workbook',
      'a.xlsx',
      'PK\u0003\u0004rest',
      'not-text: This is an Excel workbook or another archive. Save the sheet as CSV, or paste its cells.',
    ],
    [
      'a Parquet file',
      'a.parquet',
      'PAR1rest',
      'not-text: This is a Parquet file. Convert it to CSV or JSON Lines, such as with DuckDB.',
    ],
    [
      'a binary file',
      'a.csv',
      Buffer.from([1, 0, 2, 0, 0, 0, 7, 0, 0, 0]),
      'not-text: This is a binary file, not a table.',
    ],
    [
      'an unknown encoding',
      'a.csv',
      Buffer.from([0x41, 0x0a, 0x81, 0xe9, 0x20]),
      'encoding: The encoding is not UTF-8, UTF-16 or Windows-1252. Save the file as UTF-8.',
    ],
    [
      'UTF-8 in which one character is cut',
      'a.csv',
      Buffer.concat([Buffer.from('Name;City\nJosé;Pune\nNuñez'), Buffer.from([0xc3]), Buffer.from(';Goa\nZoë;Goa\n')]),
      'encoding: Line 3 has a damaged character. Correct it, then save the file as UTF-8.',
    ],
    ...(
      [
        ['half a byte pair', 'Name\nA', [0x41], 'Line 2, column 2'],
        ['half a character at its end', '😀Name\nAsh', [0x3d, 0xd8], 'Line 2, column 4'],
        ['half a character inside', 'Na', [0x00, 0xde, 0x41, 0x00], 'Line 1, column 3'],
      ] as const
    ).map(
      ([title, start, rest, place]) =>
        [
          `UTF-16 with ${title}`,
          'a.csv',
          Buffer.concat([Buffer.from(`\ufeff${start}`, 'utf16le'), Buffer.from(rest)]),
          `encoding: ${place} has a damaged UTF-16 character. Save the file as UTF-8.`,
        ] as const,
    ),
    [
      'UTF-16 without a byte order mark',
      'a.csv',
      Buffer.from(text, 'utf16le'),
      'not-text: This is a binary file, not a table.',
    ],
    ['an empty file', 'a.csv', '', 'empty: The table has no rows.'],
    ...['Asha Rao,9845011111,Pune\nRavi,9845011112,Goa\n', 'Asha\tasha@example.com\n'].map(
      (content) =>
        [
          `no header: ${JSON.stringify(content)}`,
          'a.csv',
          content,
          'format: The first row must have the names of the columns, such as Name, Phone, Email.',
        ] as const,
    ),
    ['a header alone', 'a.csv', 'Name,Phone\n', 'empty: The table has no rows.'],
    [
      'a quote that is never closed',
      'a.csv',
      'a,b\n1,2\n"3,4\n5,6\n',
      'format: A quote is never closed in the row that starts on line 3.',
    ],
    [
      'a quote that is never closed, after a line that states the delimiter',
      'a.csv',
      'sep=;\na;b\n1;2\n"3;4\n5;6\n',
      'format: A quote is never closed in the row that starts on line 4.',
    ],
    [
      'a quote that is closed by one of another row, and not at the end of its cell',
      'a.csv',
      'Name,Phone,City\n"Asha,9845000001,Goa\n"Ravi",9845000002,Pune\nMeena,9845000003,Goa\n',
      'format: A quote in the row that starts on line 2 may not be closed.',
    ],
    [
      'the same in another column, two lines further down',
      'a.csv',
      'Name,Phone,Notes\r\nAsha,1,x\r\nRavi,2,"met\r\nMeena,3,\r\nMina,4,"ok"\r\n',
      'format: A quote in the row that starts on line 3 may not be closed.',
    ],
    [
      'the same in the header',
      'a.csv',
      'Name,"Phone,City\n"Asha",1,Goa\n',
      'format: A quote in the row that starts on line 1 may not be closed.',
    ],
    [
      'a quote in the header that is closed by one of another name',
      'a.csv',
      'Name,"Phone,"City"\nAsha,1,Goa\n',
      'format: A cell has a delimiter in quotes and continues after them. A quote may not be closed.',
    ],
    [
      'a cell of 1 MB',
      'a.csv',
      `a,b\n1,"${'x'.repeat(1_100_000)}"\n`,
      'format: The row that starts on line 2 is larger than 1 MB. A quote may not be closed.',
    ],
    [
      'JSON that is not an array',
      'a.json',
      '{"a": 1}',
      'format: The JSON must be an array of objects, with one object per row.',
    ],
    [
      'an incomplete array',
      'a.json',
      '[{"a": 1},',
      'format: The JSON is incomplete. It ends in the middle of the array.',
    ],
    ['text after an array', 'a.json', '[{"a": 1}]\n[', 'format: There is text after the array, on line 2.'],
    [
      'an object of 0.6 MB',
      'a.jsonl',
      `{"a": 1}\n{"a": "${'x'.repeat(600_000)}"}\n`,
      'format: The object that starts on line 2 is larger than 0.5 MB.',
    ],
    [
      'an array of 100,000 numbers in a row',
      'a.json',
      JSON.stringify([{ a: Array.from({ length: 100_000 }, () => 1) }]),
      'format: The table has more than 1000 columns.',
    ],
    // An algorithm with quadratic time would take hours here.
    [
      'a header of 400,000 equal names',
      'a.csv',
      `${'a,'.repeat(400_000)}\n1\n`,
      'format: The table has more than 1000 columns.',
    ],
    ['JSON Lines that are not', 'a.jsonl', 'a,b\n1,2\n', 'format: The row is not JSON.'],
  ];
  for (const [title, name, bytes, error] of refused)
    it(`${title} → refused`, async () => {
      assert.equal(await tableErrorOf(inspectTable(await fileOf(name, bytes))), error);
    });

  it('a missing file → refused', async () => {
    assert.equal(
      await tableErrorOf(inspectTable({ path: path.join(folder, 'a.csv') })),
      'unreadable: The file does not exist.',
    );
  });

  it('a file that changes after the inspection → refused at its end', async () => {
    const source = await fileOf('a.csv', 'Name\nAsha\n');
    const table = await inspectTable(source);
    await appendFile(source.path, 'Ravi\n');
    assert.equal(await tableErrorOf(rowsOf(table)), 'changed: The file changed while it was read. Start again.');
  });

  it('progress → the megabytes that were read, of all', async () => {
    const source = await fileOf('a.csv', `Name\n${`${'x'.repeat(999)}\n`.repeat(2500)}`);
    const seen: PlanProgress[] = [];
    await inspectTable(source, { onBytes: tableProgress((progress) => seen.push(progress)) });
    const [first] = seen;
    assert.deepEqual([first?.phase, first?.done, first?.total], ['checking', 1, 2]);
  });

  it('a canceled signal → canceled', async () => {
    const source = await fileOf('a.csv', 'Name\nAsha\n');
    assert.match(await tableErrorOf(inspectTable(source, { signal: AbortSignal.abort() })), /^canceled/);
  });

  const delimiting: readonly (readonly [text: string, delimiter: string, columns: readonly string[]])[] = [
    ['a,b\n1;2,3', ',', ['a', 'b']],
    ['a;b;"c,d,e,f"\n1;2;3', ';', ['a', 'b', 'c,d,e,f']],
    ['a\tb, c\td\n1\t2\t3', '\t', ['a', 'b, c', 'd']],
    ['Name, first;Phone\nAsha;1', ';', ['Name, first', 'Phone']],
    ['Name\nAsha', ',', ['Name']],
    ['Name, first, last\tPhone\nAsha\t1', '\t', ['Name, first, last', 'Phone']],
    ['sep=;\na,b;c\n1;2', ';', ['a,b', 'c']],
  ];
  for (const [text, delimiter, columns] of delimiting)
    it(`${JSON.stringify(text)} → delimiter ${JSON.stringify(delimiter)}`, async () => {
      const table = await tableOf(text);
      assert.equal(table.delimiter, delimiter);
      assert.deepEqual(
        table.columns.map(({ name }) => name),
        columns,
      );
    });

  it('quotes, line breaks in cells, blank rows and rows of other lengths → rows with their first lines', async () => {
    const table = await tableOf(
      'sep=,\r\nName,"Pho\nne"\r\n"a\n\nb","say ""hi"""\r\n\r\n,\r\n5" pipe,2,\r\nshort\r\nlong,2,3\r\n',
    );
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ['Name', 'Pho ne'],
    );
    assert.equal(table.rows, 4);
    assert.deepEqual(
      (await rowsOf(table)).map(({ line, cells, problem }) => [line, cells, problem?.values]),
      [
        [4, ['a\n\nb', 'say "hi"'], undefined],
        [9, ['5" pipe', '2', ''], undefined],
        [10, ['short'], undefined],
        [11, ['long', '2', '3'], [3, 2]],
      ],
    );
  });

  it('a quote that is closed by one of another cell of the row → a row with a problem, and the others are read', async () => {
    const table = await tableOf('Name,Phone,City\n"Asha,9845000001,"Goa"\nRavi,2,Pune\n');
    assert.deepEqual(
      (await rowsOf(table)).map(({ line, cells, problem }) => [line, cells[0], problem && inEnglish(problem)]),
      [
        [
          2,
          '"Asha,9845000001,"Goa"',
          'A cell has a delimiter in quotes and continues after them. A quote may not be closed.',
        ],
        [3, 'Ravi', undefined],
      ],
    );
  });

  it('quotes as text of pasted cells, and quotes that are doubled → the cells', async () => {
    const table = await tableOf(
      'Name\tNote\n"Asha" Traders\t5" pipe\n"""Asha"", Pune"\t"""Hi""\nsaid\t""she"""\n"Ravi, Goa" & Co\t"\n"\n',
    );
    assert.deepEqual(
      (await rowsOf(table)).map(({ cells, problem }) => [...cells, problem]),
      [
        ['"Asha" Traders', '5" pipe', undefined],
        ['"Asha", Pune', '"Hi"\nsaid\t"she"', undefined],
        ['"Ravi, Goa" & Co', '\n', undefined],
      ],
    );
  });

  it('a blank beside quotes → a row with a problem; blanks in quotes, and beside other text → the cells', async () => {
    const table = await tableOf('ID,Name,City\n1, "Asha Rao",Goa\n2,"Ravi" ,Pune\n3, "Goa, x"\n4, Mina," ""Hi"" "\n');
    const trouble = 'A cell has a blank before or after its quotes. Remove the blank.';
    assert.deepEqual(
      (await rowsOf(table)).map(({ cells, problem }) => [...cells, problem && inEnglish(problem)]),
      [
        ['1', ' "Asha Rao"', 'Goa', trouble],
        ['2', '"Ravi" ', 'Pune', trouble],
        ['3', ' "Goa', ' x"', trouble],
        ['4', ' Mina', ' "Hi" ', undefined],
      ],
    );
    await assert.rejects(tableOf('ID, "Name"\n1,Asha\n'), ({ message }: Error) => message.includes(trouble));
  });

  it('cells that are pasted from a spreadsheet → tab-separated', async () => {
    const table = await tableOf('Name\tNote\nAsha\t"two\nlines"\n');
    assert.deepEqual(
      (await rowsOf(table)).map(({ cells }) => cells),
      [['Asha', 'two\nlines']],
    );
  });

  for (const [header, names] of [
    [
      ['Phone', 'Phone', '', ' Phone '],
      ['Phone', 'Phone (2)', 'Column 3', 'Phone (3)'],
    ],
    [
      ['a', 'a', 'a (2)'],
      ['a', 'a (3)', 'a (2)'],
    ],
    [
      ['Column 2', '', '__proto__'],
      ['Column 2', 'Column 2 (2)', '__proto__'],
    ],
  ] as const)
    it(`the header ${JSON.stringify(header)} → unique names`, async () => {
      const table = await tableOf(`${header.join(',')}\nx,y,z\n`);
      assert.deepEqual(
        table.columns.map(({ name }) => name),
        names,
      );
    });

  it('JSON → numbers keep their digits, objects become paths, and fields may differ', async () => {
    const table = await inspectTable(
      await fileOf(
        'a.json',
        '[\n{"id": 12345678901234567890, "rate": 1.50, "name": "Zo\\u00eb", "on": true, "none": null},\n' +
          '{"name": "line\nbreak", "contacts": [{"phone": "1"}, {"phone": 2}], "own": {"a": "x"}}\n]',
      ),
    );
    assert.deepEqual(
      table.columns.map(({ name }) => name),
      ['id', 'rate', 'name', 'on', 'none', 'contacts.0.phone', 'contacts.1.phone', 'own.a'],
    );
    const [first, second] = await rowsOf(table);
    assert.deepEqual(first, {
      row: 1,
      line: 2,
      cells: ['12345678901234567890', '1.50', 'Zoë', 'true', '', undefined, undefined, undefined],
      literals: new Set([0, 1, 3]),
    });
    assert.equal(second!.line, 3);
    assert.deepEqual(second!.cells.slice(2), ['line\nbreak', undefined, undefined, '1', '2', 'x']);
  });

  it('JSON rows that are not objects, not JSON or have a field twice → problems of their rows', async () => {
    const table = await inspectTable(await fileOf('a.jsonl', '{"a": 1}\n\n5\n{"a": }\n{"a": 1, "a": 2}\n'));
    assert.deepEqual(
      (await rowsOf(table)).map(({ line, problem }) => [line, problem?.sentence]),
      [
        [1, undefined],
        [3, 'The row is not an object.'],
        [4, 'The row is not JSON.'],
        [5, 'The row has the field {0} several times.'],
      ],
    );
  });

  it('samples → the first three different values', async () => {
    const [column] = (await tableOf('a,b\nx,1\n ,2\nx,3\ny,4\nz,5\nq,6\n')).columns;
    assert.deepEqual(column!.samples, ['x', 'y', 'z']);
  });

  for (const [values, width] of [
    [['0042', '0043', '44'], 4],
    [['0042', '12345'], undefined],
    [['0042', '00001', '44'], undefined],
    [['42', '43'], undefined],
    [['0', '5'], undefined],
  ] as const)
    it(`the digits ${values.join(', ')} → ${width === undefined ? 'no padding' : `padded to ${width}`}`, async () => {
      const table = await tableOf(`a,b\n${values.map((value) => `${value},x\n`).join('')}`);
      assert.equal(table.columns[0]!.padded?.length, width);
    });

  it('any cells, quoted as RFC 4180 requires → the same cells, in any encoding and chunks', async () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 }).map((value) => value.replace(/\0|\ufeff/g, ''));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 5 }),
        fc.constantFrom('utf8', 'utf16le'),
        async (cells, encoding) => {
          const rows = cells.map(([one, other], index) => [`r${index}${one}`, other]);
          const text = [['h1', 'h2'], ...rows]
            .map((row) => row.map((value) => `"${value.replaceAll('"', '""')}"`).join(','))
            .join('\r\n');
          const bytes = Buffer.from(`\ufeff${text}`, encoding);
          const table = await inspectTable(await fileOf('a.csv', bytes));
          const found = (await rowsOf(table)).map((row) => row.cells);
          assert.deepEqual(found, JSON.parse(wellFormed(rows)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('100,000 rows → read twice, in bounded memory', async function () {
    this.timeout(60_000);
    const rows = Array.from({ length: 100_000 }, (_, index) => `Customer ${index};9${index};Pune;${'x'.repeat(100)}\n`);
    const source = await fileOf('a.csv', `Name;Phone;City;Note\n${rows.join('')}`);
    const { stdout } = await run(process.execPath, [
      '--expose-gc',
      path.join(import.meta.dirname, 'measuredTable.ts'),
      source.path,
    ]);
    const { count, grownMegabytes } = JSON.parse(stdout) as Record<'count' | 'grownMegabytes', number>;
    assert.equal(count, 100_000);
    assert.ok(grownMegabytes < 64, stdout);
  });

  it('a consumer that stops → the file is closed', async function () {
    if (process.platform !== 'linux') return this.skip();
    const table = await inspectTable(await fileOf('a.csv', `Name\n${'Asha\n'.repeat(50_000)}`));
    const openFiles = async (): Promise<readonly (string | undefined)[]> => {
      const names = await readdir('/proc/self/fd');
      return Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => undefined)));
    };
    for await (const { row } of tableRows(table)) {
      if (row === 2) assert.ok((await openFiles()).includes(table.source.path));
      if (row === 3) break;
    }
    assert.ok(!(await openFiles()).includes(table.source.path));
  });
});

/** Rows as JSON, with lone surrogates replaced, because these cannot be decoded. */
function wellFormed(rows: readonly (readonly string[])[]): string {
  return JSON.stringify(rows.map((row) => row.map((cell) => cell.toWellFormed())));
}

function windows1252(text: string): Buffer {
  const special: Readonly<Record<string, number>> = { '€': 0x80, '“': 0x93, '”': 0x94, '—': 0x97 };
  return Buffer.from(Array.from(text, (character) => special[character] ?? character.charCodeAt(0)));
}
