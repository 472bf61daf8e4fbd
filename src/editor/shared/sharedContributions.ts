import { text, type Contributions } from './contributions.ts';
import type { StoredData } from './storedData.ts';

declare module './commandMap.ts' {
  interface CommandMap {
    /** Deletes stored data. Asks what to delete if no kind is given. */
    'kapture.deleteStoredData': (kind?: StoredData['id']) => unknown;
    'kapture.showLog': () => unknown;
  }
}

/** Contributions that no single feature owns. */
export const contributions = {
  title: 'Stored data and log',
  commands: {
    'kapture.deleteStoredData': {
      title: 'Delete Stored Data…',
      icon: '$(trash)',
      menus: { 'view/title': { when: 'view == kapture.history', group: '1_history@1' } },
    },
    'kapture.showLog': { title: 'Show Log' },
  },
  texts: [
    text('extension.name', 'Kapture CRM'),
    text(
      'extension.description',
      'Pull, inspect, add and update Kapture CRM customers from JSON editors in VS Code, with a sandbox that needs no account. Not an official Kapture product.',
    ),
    text(
      'extension.restricted',
      'Payload tests in the folder do not run in Restricted Mode. Only your user settings determine where an auth key is sent, even in a trusted folder.',
    ),
  ],
  contributes: {
    viewsContainers: { activitybar: [{ id: 'kapture', title: 'Kapture', icon: 'media/kapture.svg' }] },
    walkthroughs: [
      {
        id: 'start',
        title: text('walkthrough.title', 'Get started with Kapture'),
        description: text('walkthrough.description', 'From the sandbox to your own tenant, in a few minutes.'),
        steps: [
          {
            id: 'sandbox',
            title: text('walkthrough.sandbox.title', 'Start the sandbox'),
            description: text(
              'walkthrough.sandbox.description',
              "A local Kapture server with a few hundred sample customers. No account, no internet. It follows Kapture's documentation: its paths, rules, messages and response formats. The status bar shows the connection that receives your requests. Click it to switch.\n[Use Sandbox](command:kapture.useSandbox)",
            ),
            media: {
              svg: 'media/walkthrough/sandbox.svg',
              altText: text(
                'walkthrough.sandbox.altText',
                'A beaker in a window: requests go in, responses come out, and the status bar shows Sandbox.',
              ),
            },
            completionEvents: ['onContext:kapture.hasConnection && kapture.mayShowWalkthrough'],
          },
          {
            id: 'pull',
            title: text('walkthrough.pull.title', 'Pull customers'),
            description: text(
              'walkthrough.pull.description',
              'Select a range of days, and its customers appear in the tree. The first ones are shown while the rest are still loading. Group them by agent, source, city or status, filter them as you type, and see charts of them with **Kapture: Show Insights**.\n[Pull Customers by Date Range](command:kapture.pullRange)',
            ),
            media: {
              svg: 'media/walkthrough/pull.svg',
              altText: text(
                'walkthrough.pull.altText',
                'A tree of days, each with a number of customers. The first day is open and shows its customers.',
              ),
            },
            completionEvents: ['onContext:kapture.hasPulled && kapture.mayShowWalkthrough'],
          },
          {
            id: 'record',
            title: text('walkthrough.record.title', 'Open a customer'),
            description: text(
              'walkthrough.record.description',
              'Click a customer in the tree to open its record exactly as the server sent it. No number, field name or text is rewritten: ``0.0`` stays ``0.0``, and a 20-digit ID keeps all of its digits. Hover over a field to see what it means.\n[Go to the Customers View](command:kapture.customers.focus)',
            ),
            media: {
              svg: 'media/walkthrough/record.svg',
              altText: text(
                'walkthrough.record.altText',
                'A record with a 20-digit ID and the number 0.0, and a hover that explains a field.',
              ),
            },
            completionEvents: ['onContext:kapture.didOpenRecord && kapture.mayShowWalkthrough'],
          },
          {
            id: 'add',
            title: text('walkthrough.add.title', 'Add a customer'),
            description: text(
              'walkthrough.add.description',
              "Write a request with completions, then send it with the line above it or with Ctrl+Alt+Enter (macOS: Cmd+Option+Enter). ``{{$phone}}`` is a new, valid phone number each time, so you can send the request more than once. Values that break Kapture's documented rules are underlined, with Kapture's own error message. Try the phone number ``12345``.\n[New Request](command:kapture.newRequest)",
            ),
            media: {
              svg: 'media/walkthrough/add.svg',
              altText: text(
                'walkthrough.add.altText',
                'A request with the line that sends it, a variable for the phone number, an underlined value, and a response that reports success.',
              ),
            },
            completionEvents: ['onContext:kapture.didAdd && kapture.mayShowWalkthrough'],
          },
          {
            id: 'edit',
            title: text('walkthrough.edit.title', 'Edit a customer safely'),
            description: text(
              'walkthrough.edit.description',
              'The editor opens with the current values. Saving sends only your changes. The record is fetched again first. If a field that you changed has also changed on the server, VS Code offers __Compare__ and __Overwrite__ before anything is sent. Afterward, a message tells you if the stored values differ from yours.\n[Edit Customer](command:kapture.editCustomer)',
            ),
            media: {
              svg: 'media/walkthrough/edit.svg',
              altText: text(
                'walkthrough.edit.altText',
                'Two texts side by side that differ in one field, and a message that the customer was saved.',
              ),
            },
            completionEvents: ['onContext:kapture.didEdit && kapture.mayShowWalkthrough'],
          },
          {
            id: 'connect',
            title: text('walkthrough.connect.title', 'Connect your tenant'),
            description: text(
              'walkthrough.connect.description',
              'Enter the base URL, role and auth key. The key is saved in secret storage and sent only to that server. A production connection colors the status bar, and every write asks for confirmation. A connection can be read-only, and **Dry Run** shows the exact request that would be sent.\n[Add Connection](command:kapture.addConnection)',
            ),
            media: {
              svg: 'media/walkthrough/connect.svg',
              altText: text('walkthrough.connect.altText', 'An auth key that is sent to one server only.'),
            },
            completionEvents: ['onContext:kapture.hasOwnConnection && kapture.mayShowWalkthrough'],
          },
        ],
      },
    ],
    configuration: {
      title: 'Kapture CRM',
      properties: {
        'kapture.maxResponseMegabytes': {
          type: 'number',
          scope: 'application',
          order: 3,
          default: 100,
          minimum: 1,
          maximum: 500,
          description: text(
            'setting.maxResponseMegabytes',
            'Maximum response size, in megabytes. Larger responses are rejected.',
          ),
        },
      },
    },
  },
} as const satisfies Contributions;
