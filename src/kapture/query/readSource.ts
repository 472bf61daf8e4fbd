import { completePart, readLoose } from '../json/looseJson.ts';
import { unpackedText } from '../responses/packedText.ts';
import { QueryError, type QuerySource } from './query.ts';
import { QueriedCustomers } from './queriedCustomers.ts';
import { ValueTexts, type Queried } from './runQuery.ts';

/** Reads a source. `step` is called before each customer is read. Throws a {@link QueryError} or a `StoreError`. */
export function readSource(source: QuerySource, step: () => void): Queried {
  switch (source.kind) {
    case 'text':
      return readText(source.text);
    case 'packed':
      return readText(unpackedText(source.blocks));
    case 'pull':
      return new QueriedCustomers(source.database, source.pull, step);
  }
}

function readText(text: string): Queried {
  const whole = readLoose(text);
  const part = whole.problem === 'truncated' ? completePart(text) : undefined;
  const { value, problem } = part === undefined ? whole : readLoose(part);
  if (problem) throw new QueryError('not-json', 'The text is not JSON.');
  let texts: ValueTexts | undefined;
  return {
    root: value,
    textAt: (location) => (texts ??= new ValueTexts(part ?? text)).at(location),
    isCut: part !== undefined,
    missing: 0,
  };
}
