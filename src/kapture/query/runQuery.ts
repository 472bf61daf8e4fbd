import { formatLoose } from '../json/formatLoose.ts';
import { readString, strictText } from '../json/looseJson.ts';
import { oneLineJson } from '../json/oneLineJson.ts';
import { makePrivateFile, writeAtomically, type AtomicFile } from '../exports/atomicFile.ts';
import type { JsonPath, QueryNode } from './jsonPath.ts';
import type { Queried } from './queried.ts';
import type { QueryOutput, QueryResult, ResultForm } from './query.ts';

/** The amount that is written to a file at a time, in characters. */
const writeLength = 1 << 18;

export interface QueryEvents {
  /** Called with the number of values after each one. */
  readonly onCount: (count: number) => void;
  /** Called with the path of an unfinished file before it is created. */
  readonly onFile: (unfinished: string) => void;
}

/** Evaluates a query. */
export async function runQuery(
  path: JsonPath,
  queried: Queried,
  output: QueryOutput,
  events: QueryEvents,
): Promise<QueryResult> {
  const { isCut, missing } = queried;
  const found = output.kind === 'file' ? await writeFile(path, queried, output, events) : collect();
  return { ...found, isCut, missing };

  function collect(): Pick<QueryResult, 'count' | 'shown' | 'text'> {
    const texts: string[] = [];
    let count = 0;
    // Values after the first one that does not fit are only counted.
    let left = output.kind === 'document' || output.kind === 'lines' ? output.maxLength : -1;
    for (const node of path.nodes(queried.root)) {
      events.onCount(++count);
      if (left < 0) continue;
      const text =
        output.kind === 'lines' ? lineOf(queried.textAt(node.location)) : textOf(node, queried, formOf(output));
      left -= text.length + 1;
      if (left >= 0) texts.push(text);
    }
    const text = output.kind === 'lines' ? texts.join('\n') : formatLoose(`[${texts.join(',')}]`);
    return { count, shown: texts.length, text: output.kind === 'count' ? '' : text };
  }
}

function formOf(output: QueryOutput): ResultForm {
  return output.kind === 'document' || output.kind === 'file' ? output.form : 'values';
}

function textOf(node: QueryNode, queried: Queried, form: ResultForm): string {
  const text = queried.textAt(node.location);
  return form === 'paths' ? `{"path":${JSON.stringify(node.path())},"value":${text}}` : text;
}

function lineOf(text: string): string {
  if (text.startsWith('"')) {
    const string = readString(text, { start: 0, end: text.length });
    if (!/[\p{Cc}\u2028\u2029]/u.test(string)) return string;
  }
  return oneLineJson(strictText(text));
}

async function writeFile(
  path: JsonPath,
  queried: Queried,
  { form, path: target }: Extract<QueryOutput, { kind: 'file' }>,
  { onCount, onFile }: QueryEvents,
): Promise<Pick<QueryResult, 'count' | 'shown' | 'text'>> {
  const write = async (file: AtomicFile): Promise<number> => {
    let written = 0;
    let waiting = '[';
    for (const node of path.nodes(queried.root)) {
      waiting += `${written ? ',' : ''}\n${strictText(textOf(node, queried, form))}`;
      onCount(++written);
      if (waiting.length < writeLength) continue;
      await file.write(Buffer.from(waiting));
      waiting = '';
    }
    await file.write(Buffer.from(`${waiting}\n]\n`));
    return written;
  };
  const count = await writeAtomically(target, write, (unfinished) => {
    onFile(unfinished);
    return makePrivateFile(unfinished);
  });
  return { count, shown: count, text: '' };
}
