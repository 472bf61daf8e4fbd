import { dialectOfBody, dialectsOf, formOf } from '../kapture/catalogue/forms.ts';
import { firstObject } from '../kapture/json/firstObject.ts';
import type { Dialect } from '../kapture/catalogue/dialect.ts';
import type { Fields } from '../kapture/catalogue/fieldText.ts';
import type { OperationForm } from '../kapture/catalogue/form.ts';
import { operationIds, operations, type OperationId } from '../kapture/catalogue/registry.ts';
import type { FieldSchema } from '../kapture/catalogue/vocabulary.ts';
import { writeActOf } from '../kapture/catalogue/writeAct.ts';

/** An operation in the form that a request is written in. */
export interface Route {
  readonly operation: OperationId;
  readonly dialect: Dialect;
  readonly form: OperationForm;
}

/** The route of a request, and whether the path has a form that the body fits. */
export interface RequestRoute extends Route {
  readonly isForPath: boolean;
}

/** Every form of every operation, the flat ones first. */
const routes: readonly Route[] = operationIds
  .flatMap((operation) => dialectsOf(operation).map((dialect) => ({ operation, dialect })))
  .map(({ operation, dialect }) => ({ operation, dialect, form: formOf(operation, dialect) }));

/** Whether a path belongs to an operation. */
export function isOperationPath(path: string): boolean {
  return routesAt(path).length > 0;
}

/**
 * The operation and form of a request; undefined if no operation has the path. If several forms share a path, the
 * fields of the body decide, and if they fit several forms, the shape of the body. A body that fits none counts as the
 * first form, unless it is in a form of another path.
 */
export function routeOf(path: string, body: unknown): RequestRoute | undefined {
  const candidates = routesAt(path);
  const object = firstObject(body);
  const fitting = object ? candidates.filter(({ form }) => form.recognition.fits(object, Array.isArray(body))) : [];
  const best = fitting.find(({ form }) => objectIn(form, body)) ?? fitting[0] ?? candidates[0];
  if (!best) return undefined;
  // One path can serve several writes of customers in the same form: the body determines which one it is.
  const act = object && operations[best.operation].act && writeActOf(object, best.form).operation;
  const isActed = ({ operation, dialect }: Route): boolean =>
    operations[operation].act === act && dialect === best.dialect;
  const route = (act && candidates.find(isActed)) ?? best;
  const isForPath = fitting.length > 0 || candidates.every(({ operation }) => !dialectOfBody(operation, body));
  return { ...route, isForPath };
}

/**
 * The object in a body with the shape and structure of a form; undefined for any other body. The rules check the
 * values.
 */
export function objectIn({ shape, alsoObject, request }: OperationForm, body: unknown): Fields | undefined {
  const inArray: unknown = Array.isArray(body) && body.length === 1 ? body[0] : undefined;
  const object = shape === 'object' || (alsoObject && !Array.isArray(body)) ? body : inArray;
  return isObject(object) && hasStructure(request(), object) ? object : undefined;
}

/** Whether a value has objects and arrays only where a schema has them. */
function hasStructure(
  { type, items, properties }: Pick<FieldSchema, 'type' | 'items' | 'properties'>,
  value: unknown,
): boolean {
  if (value === undefined || value === null) return true;
  if (type === 'array')
    return Array.isArray(value) && value.every((item) => isObject(item) && (!items || hasStructure(items, item)));
  if (type !== 'object') return typeof value !== 'object';
  return isObject(value) && Object.entries(properties ?? {}).every(([name, field]) => hasStructure(field, value[name]));
}

/** The routes at a path, those with exactly this path first: two forms of an operation can differ in the version. */
function routesAt(path: string): readonly Route[] {
  const exact = withoutQuery(path);
  const wanted = withoutVersion(exact);
  const found = routes.filter(({ form }) =>
    [form.path, ...(form.otherPaths ?? [])].some((known) => withoutVersion(known) === wanted),
  );
  return [...found.filter(({ form }) => form.path === exact), ...found.filter(({ form }) => form.path !== exact)];
}

/** A path without the version of an operation, which some tenants append and others omit. */
function withoutVersion(path: string): string {
  return path.replace(/\/v\.[\d.]+$/, '');
}

export function withoutQuery(path: string): string {
  return path.replace(/\?.*$/, '');
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
