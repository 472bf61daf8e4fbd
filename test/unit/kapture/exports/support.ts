import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  exportCustomers,
  type ExportFormat,
  type ExportRequest,
  type ExportResult,
} from '../../../../src/kapture/exports/exportCustomers.ts';
import type { StoredRecords } from '../../../../src/kapture/store/spoolFiles.ts';
import { readResponse } from '../../../../src/kapture/responses/readResponse.ts';
import { generateCustomers } from '../../../generateCustomers.ts';
import { jsonText } from '../../../../src/sandbox/jsonText.ts';
import { pullRecord } from '../../../../src/sandbox/records.ts';
import { sample } from '../../../samples.ts';

export interface Folder {
  readonly path: string;
  readonly target: string;
  names(): string[];
  text(): string;
  bytes(): Buffer;
  remove(): void;
}

export function makeFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), 'kapture-export-'));
  const target = join(path, 'customers.out');
  return {
    path,
    target,
    names: () => readdirSync(path),
    text: () => readFileSync(target, 'utf8'),
    bytes: () => readFileSync(target),
    remove: () => rmSync(path, { recursive: true }),
  };
}

/** A record in memory. */
export function batchOf(bytes: Uint8Array): StoredRecords {
  return { bytes, spans: [0, bytes.length] };
}

/** Exports texts, or bytes, as records of a tenant in India. */
export function exportTexts(
  format: ExportFormat,
  folder: Folder,
  records: readonly (string | Uint8Array)[],
  more: Partial<ExportRequest> = {},
): Promise<ExportResult> {
  return exportCustomers({
    format,
    target: folder.target,
    timeZone: 'Asia/Kolkata',
    records: records.map((record) => batchOf(typeof record === 'string' ? Buffer.from(record) : record)),
    ...more,
  });
}

/** The unchanged records of the published samples. */
export const [pullSample, getSample] = (['pull', 'get'] as const).map((operation) => {
  const text = sample(operation === 'pull' ? 'pull.response.txt' : 'get.response.json');
  const { start, end } = readResponse(operation, 200, text).records[0]!;
  return text.slice(start, end);
}) as [string, string];

/** Records as the sandbox sends them: some masked, some with raw line breaks, some in Devanagari. */
export function sandboxRecords(count: number): string[] {
  return [...generateCustomers({ now: Date.UTC(2026, 5, 1, 10), count })].map((customer) =>
    jsonText(pullRecord(customer)),
  );
}

/** Reads CSV, strictly as RFC 4180 defines it. The caller removes the byte order mark. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      const body = /"((?:[^"]|"")*)"/y;
      body.lastIndex = at;
      const found = body.exec(text);
      if (!found) throw new Error(`Unclosed quote at ${at}`);
      cell = found[1]!.replaceAll('""', '"');
      at = body.lastIndex;
    } else {
      const body = /[^",\r\n]*/y;
      body.lastIndex = at;
      cell = body.exec(text)![0];
      at = body.lastIndex;
    }
    row.push(cell);
    if (text[at] === ',') {
      at++;
      if (at === text.length) throw new Error('The last row has no end');
    } else if (text.startsWith('\r\n', at)) {
      rows.push(row);
      row = [];
      at += 2;
    } else
      throw new Error(`Expected a comma or the end of the row at ${at}: ${JSON.stringify(text.slice(at, at + 20))}`);
  }
  if (row.length) throw new Error('The last row has no end');
  return rows;
}

/** Rows as objects, by column name. */
export function readCsvRows(text: string): Record<string, string>[] {
  const [head, ...rows] = readCsv(text);
  return rows.map((row) => {
    if (row.length !== head!.length) throw new Error(`${row.length} cells in a row of ${head!.length} columns`);
    return Object.fromEntries(head!.map((name, column) => [name, row[column]!]));
  });
}
