import type { OperationId } from '../../kapture/catalogue/registry.ts';
import type { Target } from '../../kapture/exchange/exchange.ts';
import { secretsOf } from '../../kapture/exchange/targetHeaders.ts';
import { redactor, type Redact } from '../../kapture/redaction/redact.ts';
import type { Targets } from '../shared/ports.ts';

/** The target of an operation, and the function that removes its key from responses. */
export interface RedactedTarget extends Target {
  readonly redact: Redact;
}

/**
 * Resolves connection and key once per operation and run, and the secret variables of a body on first use. All
 * operations use the connection that was active first.
 */
export function targetsOfRun(
  targets: Targets,
): (operation: OperationId, secrets?: readonly string[]) => Promise<RedactedTarget | undefined> {
  const found = new Map<OperationId, Promise<RedactedTarget | undefined>>();
  let name: string | undefined;
  const find = async (operation: OperationId): Promise<RedactedTarget | undefined> => {
    const target = name === undefined ? await targets.resolve(operation) : await targets.resolveNamed(name, operation);
    name ??= target?.connection.name;
    return target && redacted(target);
  };
  return async (operation, secrets = []) => {
    if (!found.has(operation)) found.set(operation, find(operation));
    const target = await found.get(operation)!;
    const missing = secrets.filter((secret) => !Object.hasOwn(target?.variables ?? {}, secret));
    if (!target || !missing.length) return target;
    const complete = await targets.addSecrets(target, missing);
    // Other operations find the new ones in secret storage, or ask if it failed.
    if (complete) found.clear();
    const result = complete && redacted(complete);
    if (result) found.set(operation, Promise.resolve(result));
    return result;
  };
}

function redacted(target: Target): RedactedTarget {
  return { ...target, redact: redactor(secretsOf(target)) };
}
