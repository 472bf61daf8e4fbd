import type { Target } from '../../../kapture/exchange/exchange.ts';
import { askMissingVariable, type AskServices } from './askMissing.ts';
import type { SecretOwner } from './storedSecrets.ts';

/**
 * The target with the values of secret variables. Asks for those that it lacks, and stores them for their owner.
 * Undefined if the user cancels.
 */
export async function addSecrets(
  target: Target,
  names: readonly string[],
  owner: SecretOwner,
  services: AskServices,
): Promise<Target | undefined> {
  const variables: Record<string, string> = { ...target.variables };
  for (const name of names) {
    if (Object.hasOwn(variables, name)) continue;
    const { missing = 'none' } = await services.keys.findVariable(owner, name);
    const value = await askMissingVariable(owner, name, missing, services);
    if (value === undefined) return undefined;
    variables[name] = value;
  }
  return { ...target, variables };
}
