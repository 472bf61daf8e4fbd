import { Uri } from 'vscode';
import { tenantOfSegment, tenantSegment } from '../../../kapture/connection/tenant.ts';
import { recordScheme } from '../ids.ts';

/** A customer of a tenant. */
export interface RecordReference {
  readonly tenant: string;
  readonly id: string;
  /** Name of the connection to use where several lead to the tenant. */
  readonly connection?: string | undefined;
}

const suffix = '.kapture-record';

/**
 * An id that is digits is in the address as it is, and so in the tab. Whatever else a server calls one comes back from it
 * as well: what would part or hide some of a tab's title is encoded.
 */
export function recordUri({ tenant, id }: RecordReference): Uri {
  return Uri.from({
    scheme: recordScheme,
    path: `/${tenantSegment(tenant)}/${id.replace(/[%/\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, encodeURIComponent)}${suffix}`,
  });
}

/** Undefined for an address that {@link recordUri} does not write, such as one of an older version. */
export function readRecordUri({ path }: Uri): RecordReference | undefined {
  const [, segment = '', file = '', ...rest] = path.split('/');
  const tenant = tenantOfSegment(segment);
  if (tenant === undefined || !file.endsWith(suffix) || rest.length) return undefined;
  return { tenant, id: file.slice(0, -suffix.length).replace(/(?:%[0-9A-F]{2})+/g, decoded) };
}

/** As it is, where it is not one of ours. */
function decoded(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
