import { operationIds } from '../../kapture/catalogue/registry.ts';
import type { Targets } from '../shared/targets.ts';
import type { StoredState } from '../shared/sending/storedState.ts';
import type { UncertainWrite } from '../shared/sending/sending.ts';
import { tenantRedactor } from '../shared/tenantRedactor.ts';
import type { HistoryStorage } from './historyStorage.ts';

/** Records what a later read of its customer found of a write, without secrets. */
export async function noteFound(
  storage: HistoryStorage,
  targets: Targets,
  tenant: string,
  write: UncertainWrite,
  { sentence, hasValues }: StoredState,
): Promise<void> {
  const redact = await tenantRedactor(targets, tenant, operationIds, 'all');
  const found = { at: Date.now(), sentence: redact(sentence), hasValues };
  await storage.noteFound({ ...write, tenant, requestBody: redact(write.requestBody) }, found);
}
