import assert from 'node:assert/strict';
import { fieldMarkdown } from '../../../../src/kapture/catalogue/vocabulary.ts';

describe('fieldMarkdown', () => {
  it('a field → its description, requirement and documented type', () => {
    assert.equal(
      fieldMarkdown({ description: 'Name.', requirement: 'enforced', documentedType: 'varchar' }),
      'Name.\n\n**Enforced by the server** · documented as varchar',
    );
    assert.equal(
      fieldMarkdown({ description: 'Name.', requirement: 'documented' }),
      'Name.\n\n**Documented as required**',
    );
    assert.equal(fieldMarkdown({ description: 'Name.', documentedType: 'char' }), 'Name.\n\ndocumented as char');
    assert.equal(fieldMarkdown({ description: 'Name.' }), 'Name.');
  });
});
