import { text, type Contributions } from './contributions.ts';

declare module './commandMap.ts' {
  interface CommandMap {
    'kapture.showLog': () => unknown;
  }
}

/** Contributions that no single feature owns. */
export const contributions = {
  title: 'Log',
  commands: {
    'kapture.showLog': {
      title: 'Show Log',
      menus: { 'view/title': { when: 'view == kapture.customers', group: '4_log@1' } },
    },
  },
  texts: [
    text('extension.name', 'Kapture CRM'),
    text(
      'extension.description',
      'Pull, inspect, add and update Kapture CRM customers from JSON buffers in VS Code, with a sandbox that needs no account. Not an official Kapture product.',
    ),
    text(
      'extension.restricted',
      'Payload tests of the folder do not run in Restricted Mode. What decides where an auth key goes comes from your own settings alone, in a trusted folder too.',
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
              'A Kapture that runs on this machine, with a few hundred invented customers. No account, no internet. It answers as Kapture does: the documented paths, rules, messages and shapes of responses. The status bar names the connection that requests go to, and switches it.\n[Use the Sandbox](command:kapture.useSandbox)',
            ),
            media: {
              svg: 'media/walkthrough/sandbox.svg',
              altText: text(
                'walkthrough.sandbox.altText',
                'A beaker inside a window: requests go in, responses come out, and the status bar says Sandbox.',
              ),
            },
            completionEvents: ['onContext:kapture.hasConnection && kapture.mayShowWalkthrough'],
          },
          {
            id: 'pull',
            title: text('walkthrough.pull.title', 'Pull customers'),
            description: text(
              'walkthrough.pull.description',
              'By a range of days, into the tree. The first ones show while the rest arrives. Group them by agent, source, city or status, filter all of them as you type, and see them drawn with **Kapture: Show Insights**.\n[Pull Customers by Date Range](command:kapture.pullRange)',
            ),
            media: {
              svg: 'media/walkthrough/pull.svg',
              altText: text(
                'walkthrough.pull.altText',
                'A tree of days, each with a number; the first is open and shows its customers.',
              ),
            },
            completionEvents: ['onContext:kapture.hasPulled && kapture.mayShowWalkthrough'],
          },
          {
            id: 'record',
            title: text('walkthrough.record.title', 'Open a customer'),
            description: text(
              'walkthrough.record.description',
              'Click one in the tree: the record opens as the server sent it. No number, key or text of it is rewritten: ``0.0`` stays ``0.0``, an id of 20 digits keeps them all. A hover says what a field means.\n[Go to the Customers view](command:kapture.customers.focus)',
            ),
            media: {
              svg: 'media/walkthrough/record.svg',
              altText: text(
                'walkthrough.record.altText',
                'A record with an id of twenty digits and a number 0.0, and a hover that explains a field.',
              ),
            },
            completionEvents: ['onContext:kapture.didOpenRecord && kapture.mayShowWalkthrough'],
          },
          {
            id: 'add',
            title: text('walkthrough.add.title', 'Add a customer'),
            description: text(
              'walkthrough.add.description',
              'Write a request with completions, and send it with the line on top of it or Ctrl+Alt+Enter (Cmd+Alt+Enter). ``{{$phone}}`` is a fresh, valid number each time, so that it can be sent twice. What Kapture will refuse is underlined, in its own words: try the phone ``12345``.\n[New Request](command:kapture.newRequest)',
            ),
            media: {
              svg: 'media/walkthrough/add.svg',
              altText: text(
                'walkthrough.add.altText',
                'A request with the line that sends it, a variable for the phone, an underlined value, and a response that says success.',
              ),
            },
            completionEvents: ['onContext:kapture.didAdd && kapture.mayShowWalkthrough'],
          },
          {
            id: 'edit',
            title: text('walkthrough.edit.title', 'Edit a customer safely'),
            description: text(
              'walkthrough.edit.description',
              'Opens with the present values. Saving sends what you changed and nothing else, never over what somebody else changed. The record is got again first; if a field of yours has changed meanwhile, VS Code offers __Compare__ and __Overwrite__. Afterwards you are told if Kapture stored anything else than you asked for.\n[Edit Customer](command:kapture.editCustomer)',
            ),
            media: {
              svg: 'media/walkthrough/edit.svg',
              altText: text(
                'walkthrough.edit.altText',
                'Two texts side by side that differ in one field; below, that it was saved.',
              ),
            },
            completionEvents: ['onContext:kapture.didEdit && kapture.mayShowWalkthrough'],
          },
          {
            id: 'connect',
            title: text('walkthrough.connect.title', 'Connect your account'),
            description: text(
              'walkthrough.connect.description',
              'Address, role and auth key; the key is kept in the secret storage and goes to that address alone. A production connection colours the status bar, and every Add and Update asks first. A connection can be read-only, and **Dry Run** shows every byte that would be sent.\n[Add Connection](command:kapture.addConnection)',
            ),
            media: {
              svg: 'media/walkthrough/connect.svg',
              altText: text('walkthrough.connect.altText', 'A key that goes to one address, and to no other.'),
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
            'Most that a response may hold, in megabytes. A larger one is refused.',
          ),
        },
      },
    },
  },
} as const satisfies Contributions;
