import type { Uri } from 'vscode';
import { notInPalette, text, type Contributions } from '../shared/contributions.ts';
import type { RecordReference } from '../shared/documents/recordUri.ts';
import type { CustomersNode, LinkedNode, MoreNode, RelatedNode, TicketNode } from './tree/customersNodes.ts';
import type { FailureGroup } from './failedPeriods.ts';

declare module '../shared/commandMap.ts' {
  interface CommandMap {
    'kapture.pullRange': () => unknown;
    'kapture.pullTickets': () => unknown;
    'kapture.showCustomers': () => unknown;
    'kapture.showTickets': () => unknown;
    'kapture.refreshCustomers': () => unknown;
    'kapture.pullMissing': (node?: FailureGroup) => unknown;
    'kapture.filterCustomers': () => unknown;
    'kapture.clearFilter': () => unknown;
    'kapture.groupCustomers': () => unknown;
    'kapture.exportCustomers': (node?: CustomersNode) => unknown;
    'kapture.showPeriodResponse': (node: FailureGroup) => unknown;
    'kapture.showInCustomers': (response?: Uri) => unknown;
    'kapture.showMore': (node: MoreNode) => unknown;
    /** Accepts a customer, or the document of an edited customer or a response. */
    'kapture.openCustomer': (what?: (RecordReference & { readonly refresh?: boolean }) | Uri) => unknown;
    /** Accepts rows, or the customer of a code lens or a response. `useSelection` copies IDs without asking. */
    'kapture.copyDetails': (
      from?: CustomersNode | { readonly id: string } | { readonly useSelection: true } | Uri,
      rows?: readonly CustomersNode[],
    ) => unknown;
    /** Accepts a customer, or the document of a record or an edited customer. */
    'kapture.newCustomerRequest': (source?: RecordReference | Uri, operation?: 'get' | 'update' | 'add') => unknown;
    'kapture.openInKapture': (from?: CustomersNode | Uri) => unknown;
    /** Accepts a row, or the ticket of a link. */
    'kapture.openTicket': (ticket: LinkedNode | TicketNode | RecordReference) => unknown;
    /** Accepts the row of a customer, a contact or a ticket. */
    'kapture.copyLink': (row: CustomersNode) => unknown;
    /** Accepts the row of a customer's tickets. */
    'kapture.addTicket': (tickets: RelatedNode) => unknown;
    'kapture.updateTicket': (ticket: LinkedNode | TicketNode) => unknown;
  }
}

/** The `when` clause of a record or an edited customer whose tenant has a URL of its customers' pages. */
const hasUrl = 'resourceScheme =~ /^kapture(-record)?$/ && resourceDirname in kapture.foldersWithUrl';

/** The `when` clause of the response of a request about one customer. */
const responseHasCustomer =
  'resourceScheme == kapture-response && resourceExtname != .kapture-headers && kapture.responseHasCustomer';

export const contributions = {
  title: 'Customers',
  commands: {
    // Only Pull and Filter have icons, because more icons would hide the description beside the view's name in a side
    // bar of usual width.
    'kapture.pullRange': {
      title: 'Pull Customers by Date Range…',
      icon: '$(cloud-download)',
      menus: {
        'view/title': {
          when: 'view == kapture.customers && kapture.hasConnection && !kapture.showsTickets',
          group: 'navigation@1',
        },
      },
    },
    'kapture.pullTickets': {
      title: 'Pull Tickets by Date Range…',
      icon: '$(cloud-download)',
      menus: {
        'view/title': {
          when: 'view == kapture.customers && kapture.hasConnection && kapture.showsTickets',
          group: 'navigation@1',
        },
      },
    },
    'kapture.showCustomers': {
      title: 'Show Customers',
      icon: '$(person)',
      menus: {
        'view/title': { when: 'view == kapture.customers && kapture.showsTickets', group: 'navigation@4' },
        commandPalette: { when: 'kapture.hasTickets' },
      },
    },
    'kapture.showTickets': {
      title: 'Show Tickets',
      icon: '$(tag)',
      menus: {
        'view/title': {
          when: 'view == kapture.customers && kapture.hasTickets && !kapture.showsTickets',
          group: '0_customers@0',
        },
        commandPalette: { when: 'kapture.hasTickets' },
      },
    },
    'kapture.refreshCustomers': {
      title: 'Refresh Records',
      icon: '$(refresh)',
      menus: {
        'view/title': { when: 'view == kapture.customers && kapture.hasPulled', group: '0_customers@1' },
        commandPalette: { when: 'kapture.hasPulled' },
      },
    },
    'kapture.pullMissing': {
      title: 'Pull Missing Records',
      icon: '$(refresh)',
      menus: {
        'view/title': { when: 'view == kapture.customers && kapture.hasMissing', group: '0_customers@2' },
        'view/item/context': { when: 'view == kapture.customers && viewItem =~ /\\bfailure\\b/', group: 'inline' },
        commandPalette: { when: 'kapture.hasMissing' },
      },
    },
    'kapture.filterCustomers': {
      title: 'Filter Records…',
      icon: '$(filter)',
      menus: {
        'view/title': { when: 'view == kapture.customers && kapture.hasPulled', group: 'navigation@2' },
        commandPalette: { when: 'kapture.hasPulled' },
      },
      keybindings: [
        {
          key: 'ctrl+alt+f',
          mac: 'cmd+alt+f',
          when: 'kapture.hasPulled && focusedView == kapture.customers && listFocus || kapture.hasPulled && editorTextFocus && resourceScheme =~ /^kapture(-record)?$/ || kapture.hasPulled && activeWebviewPanelId == kapture.insights',
        },
      ],
    },
    'kapture.clearFilter': {
      title: 'Clear Filter',
      icon: '$(close)',
      menus: {
        'view/title': { when: 'view == kapture.customers && kapture.isFiltered', group: 'navigation@3' },
        commandPalette: { when: 'kapture.isFiltered' },
      },
    },
    'kapture.groupCustomers': {
      title: 'Group and Sort Records…',
      icon: '$(group-by-ref-type)',
      menus: {
        'view/title': { when: 'view == kapture.customers && kapture.hasPulled', group: '0_customers@4' },
        commandPalette: { when: 'kapture.hasPulled' },
      },
    },
    'kapture.exportCustomers': {
      title: 'Export Records…',
      icon: '$(export)',
      menus: {
        'view/title': { when: 'view == kapture.customers && kapture.hasPulled', group: '5_customers@0' },
        'view/item/context': {
          when: 'view == kapture.customers && viewItem =~ /\\b(customer|listed ticket)\\b/',
          group: '4_export@1',
        },
        commandPalette: { when: 'kapture.hasPulled' },
      },
    },
    'kapture.showPeriodResponse': {
      title: 'Show Response',
      menus: {
        'view/item/context': { when: 'view == kapture.customers && viewItem =~ /\\bresponse\\b/', group: '1_pull@2' },
        commandPalette: notInPalette,
      },
    },
    'kapture.showInCustomers': {
      title: 'Show in Customers View',
      menus: {
        'editor/title': {
          when: 'resourceScheme == kapture-response && resourceExtname != .kapture-headers && kapture.responseHasCustomers',
          group: '1_kapture@5',
        },
        commandPalette: { when: 'resourceScheme == kapture-response' },
      },
    },
    'kapture.openCustomer': {
      title: 'Open Customer',
      icon: '$(go-to-file)',
      menus: {
        'view/item/context': {
          when: 'view == kapture.customers && viewItem =~ /\\bcustomer\\b/ && !listMultiSelection',
          group: '1_open@1',
        },
        'editor/title': [
          { when: 'resourceScheme == kapture && !isInDiffEditor', group: '1_kapture@3' },
          { when: responseHasCustomer, group: '1_kapture@3' },
        ],
        commandPalette: { when: 'resourceScheme == kapture-response' },
      },
    },
    'kapture.copyDetails': {
      title: 'Copy ID, Phone or Email…',
      icon: '$(copy)',
      menus: {
        'view/item/context': {
          when: 'view == kapture.customers && viewItem =~ /\\b(customer|contact|listed ticket)\\b/',
          group: '3_copy@1',
        },
        'editor/title': { when: responseHasCustomer, group: '1_kapture@4' },
        commandPalette: { when: 'resourceScheme == kapture-response' },
      },
      keybindings: [
        {
          key: 'ctrl+c',
          mac: 'cmd+c',
          when: 'focusedView == kapture.customers && listFocus && !inputFocus',
          args: { useSelection: true },
        },
      ],
    },
    'kapture.newCustomerRequest': {
      title: 'New Request from Customer…',
      menus: {
        'view/item/context': {
          when: 'view == kapture.customers && viewItem =~ /\\bcustomer\\b/ && !listMultiSelection',
          group: '2_request@1',
        },
        'editor/title': {
          when: 'resourceScheme =~ /^kapture(-record)?$/ && !isInDiffEditor',
          group: '1_kapture@2',
        },
        commandPalette: { when: 'resourceScheme =~ /^kapture(-record)?$/' },
      },
    },
    'kapture.openInKapture': {
      title: 'Open in Kapture',
      icon: '$(link-external)',
      menus: {
        'view/item/context': {
          when: 'view == kapture.customers && viewItem =~ /\\bcustomer\\b/ && kapture.hasRecordUrl && !listMultiSelection',
          group: '1_open@3',
        },
        'editor/title': { when: hasUrl, group: 'navigation@9' },
        commandPalette: { when: hasUrl },
      },
    },
    'kapture.openTicket': { title: 'Open Ticket', menus: { commandPalette: { when: 'false' } } },
    'kapture.copyLink': {
      title: 'Copy Link',
      menus: {
        'view/item/context': {
          when: 'view == kapture.customers && viewItem =~ /\\b(customer|(linked|listed) ticket)\\b/ && !listMultiSelection',
          group: '3_copy@2',
        },
        commandPalette: { when: 'false' },
      },
    },
    'kapture.addTicket': {
      title: 'Add Ticket for Customer…',
      icon: '$(add)',
      menus: {
        'view/item/context': {
          when: 'view == kapture.customers && viewItem =~ /^related ticket$/',
          group: 'inline',
        },
        commandPalette: { when: 'false' },
      },
    },
    'kapture.updateTicket': {
      title: 'Update Ticket…',
      menus: {
        'view/item/context': {
          when: 'view == kapture.customers && viewItem =~ /^(linked|listed) ticket$/ && !listMultiSelection',
          group: '2_request@1',
        },
        commandPalette: { when: 'false' },
      },
    },
  },
  activationEvents: ['onFileSystem:kapture-record', 'onUri'],
  contributes: {
    views: {
      kapture: [
        {
          id: 'kapture.customers',
          name: text('view.customers', 'Customers'),
          icon: 'media/kapture.svg',
          contextualTitle: 'Kapture',
        },
      ],
    },
    viewsWelcome: [
      {
        view: 'kapture.customers',
        when: '!kapture.hasConnection',
        contents: text(
          'welcome.customers.unconnected',
          'Pull customers from your Kapture tenant, or try everything first in a local sandbox: no account, no internet.\n[Use Sandbox](command:kapture.useSandbox)\n[Add Connection](command:kapture.addConnection)',
        ),
      },
      {
        view: 'kapture.customers',
        when: 'kapture.hasConnection && !kapture.hasPulled && !kapture.showsTickets',
        contents: text(
          'welcome.customers.empty',
          'No customers have been pulled from this connection yet.\n[Pull Customers by Date Range](command:kapture.pullRange)\n[Get One Customer](command:kapture.getCustomer?%5B%7B%22ask%22%3Atrue%7D%5D)\n[New Request](command:kapture.newRequest)',
        ),
      },
      {
        view: 'kapture.customers',
        when: 'kapture.hasConnection && !kapture.hasPulled && kapture.showsTickets',
        contents: text(
          'welcome.tickets.empty',
          'No tickets have been pulled from this connection yet.\n[Pull Tickets by Date Range](command:kapture.pullTickets)\n[Show Customers](command:kapture.showCustomers)',
        ),
      },
      {
        view: 'kapture.customers',
        when: 'kapture.hasNoMatch',
        contents: text(
          'welcome.customers.noMatch',
          'Nothing matches the filter.\n[Edit Filter](command:kapture.filterCustomers)\n[Clear Filter](command:kapture.clearFilter)',
        ),
      },
    ],
    configuration: {
      properties: {
        'kapture.customers.mode': {
          type: 'string',
          enum: ['kept', 'session'],
          enumDescriptions: [
            text('setting.customers.mode.kept', 'Stored on this machine and shared by all windows.'),
            text(
              'setting.customers.mode.session',
              'Stored in a temporary folder that is deleted when the window closes. What was stored before is deleted.',
            ),
          ],
          scope: 'application',
          order: 6,
          default: 'kept',
          markdownDescription: text(
            'setting.customers.mode',
            'Where pulled customers and tickets are stored. [Delete Stored Data](command:kapture.deleteStoredData) deletes them.',
          ),
        },
        'kapture.customers.keepDays': {
          type: 'number',
          scope: 'application',
          order: 7,
          default: 7,
          minimum: 0.01,
          maximum: 365,
          description: text(
            'setting.customers.keepDays',
            'Number of days to keep pulled customers and tickets on this machine.',
          ),
        },
        'kapture.customers.maxMegabytes': {
          type: 'number',
          scope: 'application',
          order: 8,
          default: 1000,
          minimum: 1,
          maximum: 100000,
          description: text(
            'setting.customers.maxMegabytes',
            'Maximum disk space for pulled customers and tickets on this machine, in megabytes. To make room, earlier pulls are deleted: first those of the same tenant, then the oldest. A single pull that exceeds the limit is stopped.',
          ),
        },
      },
    },
  },
} as const satisfies Contributions;
