import assert from 'node:assert/strict';
import { mayWrite } from '../../../../src/kapture/connectionCheck/mayWrite.ts';
import { connectionTo } from '../target.ts';

describe('mayWrite', () => {
  const connection = connectionTo('https://acme.kapturecrm.com', { paths: { add: '/search-and-store.html' } });
  for (const path of [
    '/search-customer-by-customer-id.html',
    '/select-customer-between-start-and-end-dates.html?=',
    '/search-ticket-by-ticket-id.html/v.2.0',
    '/ms/customer-search/order-search/api/v1/pull-internal',
    '/search-ticket-by-ticket-id.html',
    '/Search-Customer-By-Customer-Id.html/v.1.0/',
    '/kapture/api/search-customer-by-customer-id.html?tenant=2469',
  ])
    it(`${path} → reads`, () => assert.equal(mayWrite(connection, path), false));
  for (const path of [
    '/add-update-customer-from-other-source.html',
    '/add-update-enquiry',
    '/addCustomer.html',
    '/addcustomer.html',
    '/ms/customer/addUpdate',
    '/ms/customer/customer/api/v1/add-update',
    '/ms/customer/addupdate',
    '/addUpdateCustomer',
    '/api.html?op=add',
    '/search-customer-by-customer-id.html?op=add',
    '/search-customer-by-customer-id.html?op=XMLAdd',
    '/search-customer-by-customer-id.html?op=addcustomer',
    '/search-customer-by-customer-id.html%3Fop=addcustomer',
    '/updateCustomers/search-customer-by-customer-id.html',
    '/search-customer-by-customer-id.html/confirm',
    '/research-customer-by-customer-id.html',
    '/get-customer.html?op=add',
    '/api/getCustomer',
    '/getoraddcustomer',
    '/search-and-register.html',
    '/%61dd-customer-get',
    '/search-and-store.html/v.2.0',
    '/customer.html',
    '/',
  ])
    it(`${path} → may write`, () => assert.equal(mayWrite(connection, path), true));
  for (const [base, expected] of [
    ['/update', true],
    ['/addCustomer', true],
    ['/customers/updates', true],
    ['/kapture', false],
    ['/settings', false],
    ['/address-api', false],
    ['/editorial', false],
    ['/saved', false],
    ['/addons/kapture', false],
    ['', false],
  ] as const)
    it(`a published read below the base path "${base}" → ${expected ? 'may write' : 'reads'}`, () =>
      assert.equal(
        mayWrite(connectionTo(`https://acme.kapturecrm.com${base}`), '/search-customer-by-customer-id.html'),
        expected,
      ));
  it('the path of a read that the connection has for Add → may write', () =>
    assert.equal(
      mayWrite(
        connectionTo('https://acme.kapturecrm.com', { paths: { add: '/search-ticket-by-ticket-id.html' } }),
        '/search-ticket-by-ticket-id.html/v.2.0',
      ),
      true,
    ));
});
