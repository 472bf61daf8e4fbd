import { sandboxName } from '../../../kapture/connection/connection.ts';
import { showError } from '../../shared/questions/messages.ts';
import type { CustomersServices } from '../customersServices.ts';

/** Deletes what was pulled from the sandbox, which was reset. Resolves to whether there was anything. */
export async function discardSandbox({
  ports,
  storage,
  model,
  tree,
  records,
  pulls,
  log,
}: CustomersServices): Promise<boolean> {
  const tenant = ports.targets.all.find(({ name }) => name === sandboxName)?.tenant;
  if (tenant === undefined) return false;
  let isDeleted = (await model.findPull(tenant)) !== undefined;
  await pulls.stop(tenant);
  try {
    await storage.clear(tenant);
  } catch (error) {
    isDeleted = false;
    void showError(log, storage.explain(error));
  }
  tree.resetPages();
  records.clearFetched();
  await model.forget(tenant);
  return isDeleted;
}
