import { type Contributions } from '../shared/contributions.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.showInsights': () => unknown;
  }
}

export const contributions = {
  title: 'Insights',
  commands: {
    'kapture.showInsights': {
      title: 'Show Insights',
      icon: '$(graph)',
      menus: { 'view/title': { when: 'view == kapture.customers && kapture.hasPulled', group: '0_customers@3' } },
    },
  },
  activationEvents: ['onWebviewPanel:kapture.insights'],
} as const satisfies Contributions;
