import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { generatedFiles } from '../../build/generatedFiles.ts';
import { generateManifest } from '../../build/generateManifest.ts';
import { text, type Contributions } from '../../src/editor/shared/contributions.ts';

describe('the generated files', () => {
  it('are committed as `npm run manifest` writes them', async () => {
    for (const [path, expected] of Object.entries(await generatedFiles()))
      assert.equal(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'), expected, path);
  });
});

describe('generateManifest', () => {
  const feature = (contributions: Partial<Contributions>): Contributions => ({
    title: 'Invented',
    commands: {},
    ...contributions,
  });
  it('a command → its title as a text, its menus and its keybindings', () => {
    const { contributes, texts } = generateManifest([
      feature({
        commands: {
          'kapture.invent': {
            title: 'Invent…',
            icon: '$(lightbulb)',
            menus: { 'editor/title': [{ when: 'a' }, { when: 'b' }], commandPalette: { when: 'false' } },
            keybindings: [{ key: 'f9', when: 'c' }],
          },
        },
      }),
    ]);
    assert.deepEqual(texts, { 'command.invent': 'Invent…' });
    assert.deepEqual(contributes['commands'], [
      { command: 'kapture.invent', title: '%command.invent%', category: 'Kapture', icon: '$(lightbulb)' },
    ]);
    assert.deepEqual(contributes['menus'], {
      'editor/title': [
        { command: 'kapture.invent', when: 'a' },
        { command: 'kapture.invent', when: 'b' },
      ],
      commandPalette: [{ command: 'kapture.invent', when: 'false' }],
    });
    assert.deepEqual(contributes['keybindings'], [{ command: 'kapture.invent', key: 'f9', when: 'c' }]);
  });
  it('one language of two features → one entry with the files of both', () => {
    const files = (name: string): Contributions =>
      feature({ contributes: { languages: [{ id: 'jsonc', filenamePatterns: [name] }] } });
    assert.deepEqual(generateManifest([files('a'), files('b')]).contributes['languages'], [
      { id: 'jsonc', filenamePatterns: ['a', 'b'] },
    ]);
  });
  it('settings of two features → merged, with their texts', () => {
    const setting = (name: string): Contributions =>
      feature({
        contributes: { configuration: { properties: { [name]: { description: text(`setting.${name}`, name) } } } },
      });
    const { contributes, texts } = generateManifest([setting('a'), setting('b')]);
    assert.deepEqual(contributes['configuration'], {
      properties: { a: { description: '%setting.a%' }, b: { description: '%setting.b%' } },
    });
    assert.deepEqual(texts, { 'setting.a': 'a', 'setting.b': 'b' });
  });
  it('two features with one command, or two texts for one key → an error', () => {
    const one = feature({ commands: { 'kapture.a': { title: 'A' } } });
    assert.throws(() => generateManifest([one, one]), /Two features have the command kapture\.a/);
    const withText = (english: string): Contributions => feature({ texts: [text('key', english)] });
    assert.throws(() => generateManifest([withText('a'), withText('b')]), /two texts for key/);
  });
});
