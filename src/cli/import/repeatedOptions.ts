import type { ImportOptions } from './importCommand.ts';

/** What a line that names options adds: those of the mapping, which a plan can only be continued with. */
export function repeatedOptions({ revert, identifyBy, mapping, map, set }: ImportOptions): string {
  // A plan that reverts a run has no mapping.
  if (revert) return '';
  const given = [
    ...(identifyBy === undefined ? [] : ['--identify-by']),
    ...(mapping === undefined ? [] : ['--mapping']),
    ...(map.length ? ['--map'] : []),
    ...(set.length ? ['--set'] : []),
  ];
  return given.length ? ` Repeat ${new Intl.ListFormat('en').format(given)}.` : '';
}
