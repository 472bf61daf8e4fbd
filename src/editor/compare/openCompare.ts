import type { EventEmitter, Uri } from 'vscode';
import type { CommandMap } from '../shared/commandMap.ts';
import { Baselines } from './baselines.ts';
import { compareConnections } from './compareConnections.ts';
import { Comparisons, type ComparePorts } from './comparisons.ts';
import { CustomerComparisons } from './customerComparisons.ts';

/** The part of comparisons that is loaded on first use. */
export function openCompare(ports: ComparePorts, changed: EventEmitter<Uri>, lensesChanged: EventEmitter<void>) {
  const comparisons = new Comparisons(changed);
  const baselines = new Baselines(ports, comparisons, lensesChanged);
  const customers = new CustomerComparisons(ports, comparisons);
  return {
    comparisons,
    baselines,
    handlers: {
      'kapture.compareConnections': (uri) => compareConnections(ports, comparisons, uri),
      'kapture.keepBaseline': (uri) => baselines.keep(uri),
      'kapture.compareWithBaseline': (uri) => baselines.compare(uri),
      'kapture.deleteBaseline': (uri) => baselines.remove(uri),
      'kapture.compareCustomers': (row, rows) => customers.compare(row, rows),
      'kapture.compareWithPulled': (row) => customers.compareWithPulled(row),
    } satisfies Partial<CommandMap>,
    dispose: () => {
      comparisons.dispose();
      baselines.dispose();
    },
  };
}

export type OpenedCompare = ReturnType<typeof openCompare>;
