import type { OperationId } from '../../kapture/catalogue/registry.ts';
import { redactor, type BarePasswords, type Redact } from '../../kapture/redaction/redact.ts';
import type { Targets } from './targets.ts';

/**
 * Removes the secrets of all connections to a tenant, or of all connections, from what is stored on disk or exported.
 * `bare` says which passwords are removed where they stand alone: `words` for customers, as in a pull, because a
 * password of digits could be part of a phone number.
 */
export async function tenantRedactor(
  targets: Pick<Targets, 'all' | 'storedSecrets'>,
  tenant: string | undefined,
  operations: readonly OperationId[],
  bare: BarePasswords,
): Promise<Redact> {
  const connections = targets.all.filter((connection) => tenant === undefined || connection.tenant === tenant);
  const found = await Promise.all(
    connections.flatMap(({ name }) => operations.map((operation) => targets.storedSecrets(name, operation))),
  );
  return redactor(found.flat(), { bare });
}
