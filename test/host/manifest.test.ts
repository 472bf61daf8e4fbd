import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  customersView,
  dryRunLanguage,
  historyView,
  insightsView,
  recordScheme,
  responseLanguage,
  requestLanguage,
  testLanguage,
  requestsView,
  type ContextKey,
  type Settings,
} from '../../src/editor/shared/ids.ts';
import { operationIds, operations, requestSuffix } from '../../src/kapture/catalogue/registry.ts';
import { configFileName } from '../../src/kapture/connection/configFile.ts';
import { mappingSuffix } from '../../src/kapture/bulk/mappings/mappingFile.ts';
import { testSuffix } from '../../src/kapture/payloadTests/testCase.ts';
import { requestSchema } from '../../src/kapture/catalogue/editorSchema.ts';
import { extension } from './support/fixture.ts';

interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly walkthroughs: readonly {
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly completionEvents: readonly string[];
        readonly media: { readonly svg: string; readonly altText: string };
      }[];
    }[];
    readonly menus: Readonly<Record<string, readonly { readonly command: string; readonly when?: string }[]>>;
    readonly keybindings: readonly { readonly command: string; readonly when?: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { readonly id: string }[] };
    readonly viewsWelcome: readonly { readonly view: string; readonly when?: string; readonly contents: string }[];
    readonly languages: readonly {
      readonly id: string;
      readonly filenamePatterns?: readonly string[];
      readonly extensions?: readonly string[];
      readonly icon?: object;
    }[];
    readonly jsonValidation: readonly { readonly fileMatch: string; readonly url: string }[];
    readonly configuration: {
      readonly properties: Readonly<
        Record<
          string,
          {
            readonly scope: string;
            readonly default?: unknown;
            readonly markdownDescription?: string;
            readonly items?: { readonly properties?: { readonly paths: { readonly properties: object } } };
          }
        >
      >;
    };
  };
}

// If a name is missing here or unknown, this does not compile.
const settings: Readonly<Record<keyof Settings, true>> = {
  connections: true,
  defaultConnection: true,
  maxResponseMegabytes: true,
  allowedEnvironmentVariables: true,
  modules: true,
  'sandbox.port': true,
  'customers.mode': true,
  'customers.keepDays': true,
  'customers.maxMegabytes': true,
  'bulk.maxFailuresInRow': true,
  'compare.ignore': true,
  'history.mode': true,
  'history.maxEntries': true,
  'history.maxMegabytes': true,
};
const contextKeys: Readonly<Record<ContextKey, true>> = {
  'kapture.hasConnection': true,
  'kapture.hasPulled': true,
  'kapture.isFiltered': true,
  'kapture.hasNoMatch': true,
  'kapture.hasMissing': true,
  'kapture.showsTickets': true,
  'kapture.hasTickets': true,
  'kapture.isReadOnly': true,
  'kapture.hasRecordUrl': true,
  'kapture.foldersWithUrl': true,
  'kapture.isLongResponse': true,
  'kapture.responseIsRead': true,
  'kapture.responseHasCustomer': true,
  'kapture.responseIsTicket': true,
  'kapture.responseHasCustomers': true,
  'kapture.responseHasRequest': true,
  'kapture.responseHasBaseline': true,
  'kapture.didOpenRecord': true,
  'kapture.didAdd': true,
  'kapture.didEdit': true,
  'kapture.hasOwnConnection': true,
  'kapture.mayShowWalkthrough': true,
};

// The views in the order in which they appear.
const views: readonly string[] = [customersView, requestsView, historyView];
const environmentFile = 'kapture.env.json';

describe('the manifest', () => {
  const { contributes, activationEvents } = extension.packageJSON as Manifest;
  const contributed = contributes.commands.map(({ command }) => command);
  const menuEntries = Object.values(contributes.menus).flat();
  const everyWhen = [...menuEntries, ...contributes.keybindings, ...contributes.viewsWelcome].flatMap(
    ({ when }) => when ?? [],
  );

  /** Commands of rows, code lenses and fixes, which no menu and palette shows. */
  const internal = [
    'exportTenantSchema',
    'getHistoryCustomer',
    'openHistoryResponse',
    'resendFromHistory',
    'showHistoryHeaders',
    'showMore',
    'showMoreHistory',
  ];

  it('contributed commands → those that the code registers, except internal ones; at most 95', async () => {
    // VS Code derives commands from a view's id, such as `kapture.customers.focus`.
    const registered = (await vscode.commands.getCommands(true)).filter(
      (id) => id.startsWith('kapture.') && !views.some((view) => id.startsWith(`${view}.`)),
    );
    const expected = [...contributed, ...internal.map((name) => `kapture.${name}`)];
    assert.deepEqual(registered.sort(), expected.sort());
    assert.ok(contributed.length <= 95, `${contributed.length} commands`);
  });

  it('every operation → a path in the settings of a connection', () => {
    assert.deepEqual(
      Object.keys(
        contributes.configuration.properties['kapture.connections']?.items?.properties?.paths.properties ?? {},
      ),
      operationIds,
    );
  });

  it('menus, key bindings and links → only commands of Kapture and VS Code', () => {
    const links = [
      ...contributes.viewsWelcome.map(({ contents }) => contents),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ description }) => description)),
      ...Object.values(contributes.configuration.properties).map(
        ({ markdownDescription }) => markdownDescription ?? '',
      ),
    ].flatMap((text) => [...text.matchAll(/\(command:([\w.]+)/g)].map((match) => match[1]!));
    const used = [
      ...menuEntries.map(({ command }) => command),
      ...contributes.keybindings.map(({ command }) => command),
      ...links,
    ];
    assert.deepEqual(
      used.filter(
        (command) =>
          !contributed.includes(command) &&
          !command.startsWith('workbench.') &&
          !views.some((view) => command.startsWith(`${view}.`)),
      ),
      [],
    );
    assert.ok(links.length > 0, 'the texts contain links');
  });

  it('walkthrough steps → known completion events, and a picture for each step', async () => {
    for (const { id, completionEvents, media } of contributes.walkthroughs.flatMap(({ steps }) => steps)) {
      const [what, names = ''] = completionEvents[0]!.split(':');
      assert.ok(
        what === 'onContext' && names.split(' && ').every((name) => Object.hasOwn(contextKeys, name)),
        `${id}: ${completionEvents.join()}`,
      );
      assert.match(
        Buffer.from(
          await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension.extensionUri, media.svg)),
        ).toString(),
        /^<svg [\s\S]*var\(--vscode-/,
        media.svg,
      );
      assert.ok(media.altText.length > 20, media.altText);
    }
  });

  it('settings → those of ids.ts, with scope application and a default value', () => {
    const { properties } = contributes.configuration;
    assert.deepEqual(
      Object.keys(properties).sort(),
      Object.keys(settings)
        .map((name) => `kapture.${name}`)
        .sort(),
    );
    for (const [name, { scope, default: value }] of Object.entries(properties)) {
      assert.equal(scope, 'application', name);
      assert.notEqual(value, undefined, name);
    }
  });

  it('context keys of when clauses → the same as those that the code sets', () => {
    const steps = contributes.walkthroughs.flatMap(({ steps }) =>
      steps.flatMap(({ completionEvents }) => completionEvents),
    );
    const usedKeys = new Set(
      [...everyWhen, ...steps].flatMap((when) => when.match(/(?<![\w.=/-])kapture\.\w+/g) ?? []),
    );
    [...views, insightsView].forEach((view) => usedKeys.delete(view));
    assert.deepEqual([...usedKeys].sort(), Object.keys(contextKeys).sort());
  });

  it('views → those of ids.ts, in one container', () => {
    const [container, ...others] = contributes.viewsContainers.activitybar;
    assert.deepEqual(others, []);
    assert.deepEqual(
      Object.entries(contributes.views).map(([id, contained]) => [id, contained.map((view) => view.id)]),
      [[container!.id, views]],
    );
    assert.deepEqual(new Set(contributes.viewsWelcome.map(({ view }) => view)), new Set([customersView, historyView]));
    const named = everyWhen.flatMap((when) =>
      [...when.matchAll(/\b(?:view|focusedView) == ([\w.]+)/g)].map((match) => match[1]),
    );
    assert.deepEqual(new Set(named), new Set(views));
  });

  it('request, environment, mapping and test files → their schemas', async () => {
    const known = new Map(contributes.jsonValidation.map(({ fileMatch, url }) => [fileMatch, url]));
    const expected = [
      ...([...operationIds, 'requests'] as const).map((kind) => ({
        fileMatch: `*${requestSuffix(kind)}`,
        url: `kapture-schema://requests/${kind}.schema.json`,
      })),
      { fileMatch: environmentFile, url: './dist/schemas/env.schema.json' },
      { fileMatch: configFileName, url: './dist/schemas/config.schema.json' },
      { fileMatch: `*${testSuffix}`, url: './dist/schemas/test.schema.json' },
      { fileMatch: `*${mappingSuffix}`, url: './dist/schemas/import.schema.json' },
    ];
    assert.deepEqual(known, new Map(expected.map(({ fileMatch, url }) => [fileMatch, url])));
    assert.equal(contributes.jsonValidation.length, expected.length);
    for (const id of operationIds) {
      const textOf = async (address: string): Promise<unknown> =>
        JSON.parse((await vscode.workspace.openTextDocument(vscode.Uri.parse(address))).getText());
      const address = `kapture-schema://requests/flat/${id}.schema.json`;
      assert.deepEqual(await textOf(`kapture-schema://requests/${id}.schema.json`), { $ref: address });
      assert.deepEqual(await textOf(address), JSON.parse(JSON.stringify(requestSchema(id, 'flat'))), id);
    }
  });

  it('request files and payload tests → languages with icons; files of variables and mappings → JSON with comments', () => {
    const patterns = (language: string): readonly string[] =>
      contributes.languages
        .filter(({ id }) => id === language)
        .flatMap(({ filenamePatterns = [] }) => filenamePatterns);
    assert.deepEqual(
      patterns(requestLanguage),
      ([...operationIds, 'requests'] as const).map((kind) => `*${requestSuffix(kind)}`),
    );
    assert.deepEqual(patterns(testLanguage), [`*${testSuffix}`]);
    assert.deepEqual(new Set(patterns('jsonc')), new Set([environmentFile, configFileName, `*${mappingSuffix}`]));
    for (const id of [requestLanguage, testLanguage])
      assert.ok(contributes.languages.find((language) => language.id === id)?.icon, `${id} has an icon`);
  });

  it('when clauses → no double quotes: VS Code does not read them, and shows the command everywhere', () =>
    assert.deepEqual(
      everyWhen.filter((when) => when.includes('"')),
      [],
    ));

  it('when clauses with a file name → match the request files of every operation', () => {
    const clauses = everyWhen.flatMap((when) =>
      [...when.matchAll(/resourceFilename =~ \/(.+?)\/(?= |$)/g)].map((match) => match[1]!),
    );
    assert.ok(clauses.length > 0);
    const reads = operationIds.filter((id) => !operations[id].writes);
    for (const clause of clauses) {
      const matched = operationIds.filter((id) => new RegExp(clause).test(`a${requestSuffix(id)}`));
      const matchesSeveral = new RegExp(clause).test(`a${requestSuffix('requests')}`);
      assert.ok(matched.length > 0 || matchesSeveral, clause);
      // Some commands are only for files with several requests.
      if (!matched.length) continue;
      // Only requests that read are compared.
      assert.deepEqual(matched, matched.length === reads.length ? reads : operationIds);
      assert.doesNotMatch('a.json', new RegExp(clause));
    }
  });

  it('responses and records → a language, and activation when one is restored', () => {
    const language = contributes.languages.find(({ id }) => id === responseLanguage);
    assert.deepEqual(language?.extensions, ['.kapture-response', '.kapture-record']);
    const wakes = activationEvents.some(
      (event) => event === `onLanguage:${responseLanguage}` || event === `onFileSystem:${recordScheme}`,
    );
    assert.ok(wakes, 'a record that is restored after a reload activates the extension');
  });

  it('requests, responses and dry runs → no minimap, and wrapped lines', () => {
    for (const languageId of [requestLanguage, responseLanguage, dryRunLanguage]) {
      const editor = vscode.workspace.getConfiguration('editor', { languageId });
      assert.deepEqual([editor.get('minimap.enabled'), editor.get('wordWrap')], [false, 'on'], languageId);
    }
  });

  it('text from a server in a language of this extension → never a link', () => {
    const languages = contributes.languages.map(({ id }) => id).filter((id) => id.startsWith('kapture-'));
    assert.ok([responseLanguage, requestLanguage].every((id) => languages.includes(id)));
    for (const languageId of languages)
      assert.equal(vscode.workspace.getConfiguration('editor', { languageId }).get('links'), false, languageId);
  });

  it('other JSON → the usual minimap, lines and links', () => {
    for (const languageId of ['json', 'jsonc']) {
      const editor = vscode.workspace.getConfiguration('editor', { languageId });
      const settings = ['minimap.enabled', 'wordWrap', 'links'].map((name) => editor.get(name));
      assert.deepEqual(settings, [true, 'off', true], languageId);
    }
  });

  it('every lens above a document → is also in the menu of its editor', () => {
    const inTitle = contributes.menus['editor/title']!.map(({ command }) => command);
    for (const command of [
      'kapture.sendAgain',
      'kapture.openCustomer',
      'kapture.editCustomer',
      'kapture.copyDetails',
      'kapture.showInCustomers',
      'kapture.showHeaders',
      'kapture.nextResponsePart',
      'kapture.previousResponsePart',
      'kapture.saveWholeResponse',
      'kapture.openHistoryRequest',
      'kapture.compareResponses',
      'kapture.dryRun',
      'kapture.selectConnection',
      'kapture.pinConnection',
      'kapture.sendAll',
      'kapture.editCustomer',
      'kapture.compareWithBaseline',
      'kapture.editQuery',
      'kapture.copyQueryValues',
      'kapture.saveQueryValues',
      'kapture.toggleQueryPaths',
    ])
      assert.ok(inTitle.includes(command), command);
  });
});
