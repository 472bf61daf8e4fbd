import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import type { ListModule } from '../../kapture/catalogue/operation.ts';
import { columnsByModule } from '../../kapture/exports/exportColumns.ts';
import { RecordCells } from '../../kapture/exports/recordCells.ts';
import { recordsOfLines } from '../pull/recordsOfLines.ts';
import { plain } from '../shared/cliOutput.ts';

/** The number of IDs that are printed for a day. */
const mostIds = 5;

interface DayToCompare {
  readonly day: string;
  readonly module: ListModule;
  /** The file of the day in the dataset. */
  readonly partition: string;
  /** The files with the records that the tenant has now, one per line. */
  readonly pulled: readonly string[];
}

/** Prints how the records of a day differ in the dataset and in the tenant. Resolves to whether they do. */
export async function compareDay({ day, module, partition, pulled }: DayToCompare): Promise<boolean> {
  const ours = await idsOfPartition(partition);
  const theirs = await idsOfLines(module, pulled);
  const missing = without(theirs, ours);
  const surplus = without(ours, theirs);
  if (!missing.length && !surplus.length) return false;
  const counts = `${ours.length} records in the dataset, ${theirs.length} in the tenant.`;
  process.stderr.write(`${day}: ${counts}${list('Missing', missing)}${list('No longer in the tenant', surplus)}\n`);
  return true;
}

/** A record without an ID has a blank one. */
async function idsOfPartition(file: string): Promise<string[]> {
  const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file), columns: ['id'] });
  return rows.map(({ id }) => String((id as string | null | undefined) ?? ''));
}

async function idsOfLines(module: ListModule, files: readonly string[]): Promise<string[]> {
  const cells = new RecordCells(columnsByModule[module].parquet.filter(({ name }) => name === 'id'));
  const ids: string[] = [];
  for await (const { bytes, spans } of recordsOfLines(files)) {
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    for (let index = 0; index < spans.length; index += 2)
      ids.push(cells.read(all, spans[index]!, spans[index + 1]!) && cells.find(0) ? cells.text() : '');
  }
  return ids;
}

/** The IDs that are more often in the first list. */
function without(ids: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const id of others) counts.set(id, (counts.get(id) ?? 0) + 1);
  return ids.filter((id) => {
    const count = counts.get(id) ?? 0;
    counts.set(id, count - 1);
    return count <= 0;
  });
}

function list(title: string, ids: readonly string[]): string {
  if (!ids.length) return '';
  const shown = ids.slice(0, mostIds).map((id) => plain(id) || '(no ID)');
  return ` ${title}: ${shown.join(', ')}${ids.length > mostIds ? ` and ${ids.length - mostIds} more` : ''}.`;
}
