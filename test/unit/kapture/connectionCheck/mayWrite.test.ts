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
    '/api/getCustomer',
  ])
    it(`${path} → reads`, () => assert.equal(mayWrite(connection, path), false));
  for (const path of [
    '/add-update-customer-from-other-source.html',
    '/add-update-enquiry',
    '/addCustomer.html',
    '/addcustomer.html',
    '/ms/customer/addUpdate',
    '/ms/customer/customer/api/v1/add-update',
    '/get-customer.html?op=add',
    '/%61dd-customer-get',
    '/search-and-store.html/v.2.0',
    '/customer.html',
    '/',
  ])
    it(`${path} → may write`, () => assert.equal(mayWrite(connection, path), true));
  it('a base path that writes → may write', () =>
    assert.equal(
      mayWrite(connectionTo('https://acme.kapturecrm.com/update'), '/search-customer-by-customer-id.html'),
      true,
    ));
});
