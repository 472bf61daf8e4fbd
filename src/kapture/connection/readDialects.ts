import { defaultDialect, dialects, type Dialect } from '../catalogue/dialect.ts';
import { dialectsOf } from '../catalogue/forms.ts';
import { operationIds, type OperationId } from '../catalogue/registry.ts';
import { problem, type Problem } from '../problem/problem.ts';
import { tenantIdOf } from './tenantId.ts';

/** The dialects of a connection, see `Connection`. */
export interface ConnectionDialects {
  readonly dialect: Dialect;
  readonly dialects: Readonly<Partial<Record<OperationId, Dialect>>>;
  readonly cmId?: string;
}

/** Reads the dialects of a connection in the settings, which may be any JSON. */
export function readDialects({
  dialect = defaultDialect,
  dialects: ofOperations = {},
  cmId,
}: Readonly<Record<string, unknown>>): ConnectionDialects | { readonly problem: Problem } {
  if (!dialects.includes(dialect as Dialect))
    return { problem: problem('dialect must be one of {0}.', dialects.join(', ')) };
  const found = problemOfOperations(ofOperations);
  if (found) return { problem: found };
  const id = tenantIdOf(cmId);
  if (cmId !== undefined && id === undefined) return { problem: problem('cmId must be a number.') };
  return {
    dialect: dialect as Dialect,
    dialects: ofOperations as ConnectionDialects['dialects'],
    ...(id !== undefined && { cmId: id }),
  };
}

function problemOfOperations(raw: unknown): Problem | undefined {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return problem('dialects must be an object.');
  for (const [id, dialect] of Object.entries(raw)) {
    if (!operationIds.includes(id as OperationId))
      return problem('dialects contains the unknown operation {0}.', JSON.stringify(id));
    const known = dialectsOf(id as OperationId);
    if (!known.includes(dialect as Dialect))
      return problem('The dialect of {0} must be one of {1}.', id, known.join(', '));
  }
  return undefined;
}
