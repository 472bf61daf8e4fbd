import { Uri } from 'vscode';
import { tenantOfSegment, tenantSegment } from '../kapture/tenant.ts';
import { recordScheme } from './ids.ts';

/** A customer of a tenant. */
export interface RecordReference {
  readonly tenant: string;
  readonly id: string;
  /** Name of the connection to use where several lead to the tenant. */
  readonly connection?: string | undefined;
}

const suffix = '.kapture-record';

/** The id is readable in the tab, and an id of any characters is read back unchanged. */
export function recordUri({ tenant, id }: RecordReference): Uri {
  return Uri.from({
    scheme: recordScheme,
    path: `/${tenantSegment(tenant)}/${id.replace(/[%/]/g, encodeURIComponent)}${suffix}`,
  });
}

/** Undefined for an address that {@link recordUri} does not write, such as one of an older version. */
export function readRecordUri({ path }: Uri): RecordReference | undefined {
  const [, segment = '', file = '', ...rest] = path.split('/');
  const tenant = tenantOfSegment(segment);
  if (tenant === undefined || !file.endsWith(suffix) || rest.length) return undefined;
  return { tenant, id: file.slice(0, -suffix.length).replace(/%2F|%25/g, decodeURIComponent) };
}
