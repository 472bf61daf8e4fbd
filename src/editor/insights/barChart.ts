import type { Facet, Group, Selection } from '../../kapture/store/customerShapes.ts';
import type { Chart } from '../../kapture/store/insightShapes.ts';
import { keyText } from '../shared/texts/localTexts.ts';
import type { Bar, BarChart } from './protocol.ts';

/** A chart with the labels of its bars. */
export function barChart(by: Facet, { groups, otherGroups, others }: Chart): BarChart {
  return { bars: groups.map((group) => barOf(by, group)), otherGroups, others };
}

export function barOf(by: Facet, { key, count }: Group): Bar {
  return { key, label: keyText({ by, key } satisfies Selection), count };
}
