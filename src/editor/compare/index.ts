import type { EventEmitter, Uri } from 'vscode';
import type { CommandMap } from '../shared/commandMap.ts';
import { Baselines } from './baselines.ts';
import type { CompareCommand } from './compareCommands.ts';
import { compareConnections } from './compareConnections.ts';
import { Comparisons } from './comparisons.ts';
import { CustomerComparisons } from './customerComparisons.ts';
import type { ComparePorts } from './ports.ts';

/** The part of comparisons that is loaded on first use. */
export interface OpenedCompare {
  readonly comparisons: Comparisons;
  readonly baselines: Baselines;
  readonly handlers: Pick<CommandMap, CompareCommand>;
  dispose(): void;
}

export function openCompare(
  ports: ComparePorts,
  changed: EventEmitter<Uri>,
  lensesChanged: EventEmitter<void>,
): OpenedCompare {
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
      'kapture.removeBaseline': (uri) => baselines.remove(uri),
      'kapture.compareCustomers': (row, rows) => customers.compare(row, rows),
      'kapture.compareWithPulled': (row) => customers.compareWithPulled(row),
      'kapture.selectForCompare': (row) => customers.select(row),
      'kapture.compareWithSelected': (row) => customers.compareWithSelected(row),
    },
    dispose: () => {
      comparisons.dispose();
      baselines.dispose();
    },
  };
}
