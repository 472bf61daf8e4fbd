import assert from 'node:assert/strict';
import { Check } from 'typebox/schema';
import type { Dialect } from '../../../../src/kapture/catalogue/dialect.ts';
import type { Fields } from '../../../../src/kapture/catalogue/fieldText.ts';
import {
  dialectOfBody,
  dialectsOf,
  formOf,
  objectOf,
  pathOfField,
  sharedFields,
} from '../../../../src/kapture/catalogue/forms.ts';
import { operationIds } from '../../../../src/kapture/catalogue/registry.ts';

const flat = {
  customer_name: 'Asha',
  phone: '9876543210',
  email_id: 'asha@example.com',
  city: 'Pune',
  campaign_name: 'web',
};

describe('the forms of the catalogue', () => {
  for (const id of operationIds)
    for (const dialect of dialectsOf(id)) {
      const form = formOf(id, dialect);
      it(`${id}, ${dialect}: the sample → valid`, () => assert.equal(Check(form.request(), form.sample), true));
      it(`${id}, ${dialect}: the draft and the minimum → fields that the form has`, () => {
        const names = [...form.minimal, ...Object.keys(form.draft)];
        assert.equal(
          Object.keys(sharedFields(form, objectOf(form, Object.fromEntries(names.map((name) => [name, '1']))))).length,
          new Set(names).size,
        );
      });
      it(`${id}, ${dialect}: the sample → recognized as this dialect`, () => {
        const body = form.shape === 'object' ? form.sample : [form.sample];
        // The form of 2016 differs from the array form by its brackets alone.
        assert.equal(dialectOfBody(id, body, dialect), dialect);
      });
    }

  for (const dialect of ['nested', 'array', 'object-2016'] as const satisfies readonly Dialect[])
    it(`shared fields → a body in the ${dialect} dialect → the same shared fields`, () => {
      const form = formOf('add', dialect);
      assert.deepEqual(sharedFields(form, objectOf(form, flat)), flat);
    });

  it('a nested body → its fields by their shared names, with shared values', () =>
    assert.deepEqual(
      sharedFields(formOf('add', 'nested'), {
        customer_info: { customer_name: 'Asha', customer_id: '7' },
        contact_info: [{ gender: 'Male' }, { gender: 'Female' }],
      }),
      { kapture_customer_id: '7', customer_name: 'Asha', gender: 'M' },
    ));
  it('shared values → their values in the nested dialect', () =>
    assert.deepEqual(objectOf(formOf('add', 'nested'), { gender: 'F', phone: '1' }), {
      contact_info: [{ gender: 'Female' }],
      customer_info: { phone: '1' },
    }));
  for (const field of ['constructor', 'toString', '__proto__'])
    it(`the field ${field}, which objects have → only in the flat dialect`, () => {
      const values = Object.fromEntries([[field, '1']]);
      assert.deepEqual(pathOfField(formOf('add', 'flat'), field), [field]);
      assert.deepEqual(objectOf(formOf('add', 'flat'), values), values);
      assert.equal(pathOfField(formOf('add', 'nested'), field), undefined);
      assert.deepEqual(objectOf(formOf('add', 'nested'), values), {});
    });
  it('blocks of other types → no fields', () =>
    assert.deepEqual(
      sharedFields(formOf('add', 'nested'), { customer_info: 'x', contact_info: null } satisfies Fields),
      {},
    ));
  it('a body of no dialect → undefined', () => {
    for (const body of [{}, [], [1], 'x', null, { order_info: {}, customer_info: {} }])
      assert.equal(dialectOfBody('add', body), undefined);
  });
});
