import assert from 'node:assert/strict';
import { urlOf, writeDestination } from '../../../../src/kapture/connection/connection.ts';
import { tenantHost, tenantIdOf, tenantOfSegment, tenantSegment } from '../../../../src/kapture/connection/tenant.ts';
import { connectionTo } from '../target.ts';

describe('tenants', () => {
  for (const [baseUrl, tenant] of [
    ['https://acme.kapturecrm.com', 'https://acme.kapturecrm.com'],
    ['https://ACME.kapturecrm.com:443/app/', 'https://acme.kapturecrm.com'],
    ['https://acme.kapturecrm.com:8443/app', 'https://acme.kapturecrm.com:8443'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http://[::1]:4000', 'http://[::1]:4000'],
  ] as const) {
    it(`a connection to ${baseUrl} → ${tenant}`, () => assert.equal(connectionTo(baseUrl).tenant, tenant));
  }

  for (const baseUrl of ['https://müller.example/app', 'https://acme.kapturecrm.com:443/app', 'https://acme.in/app'])
    it(`writes through ${baseUrl} → the tenant, base path and path`, () => {
      const connection = connectionTo(baseUrl);
      assert.equal(
        writeDestination(connection, 'add'),
        `${connection.tenant}/app${urlOf(connection, 'add').split('/app')[1]}`,
      );
    });

  for (const [tenant, segment, host] of [
    ['https://acme.kapturecrm.com', 'acme.kapturecrm.com', 'acme.kapturecrm.com'],
    ['https://acme.kapturecrm.com:8443', 'acme.kapturecrm.com:8443', 'acme.kapturecrm.com:8443'],
    ['http://127.0.0.1:4000', 'http+127.0.0.1:4000', '127.0.0.1:4000'],
    ['http://[::1]:4000', 'http+[::1]:4000', '[::1]:4000'],
    ['sandbox:1a2b3c4d', 'sandbox+1a2b3c4d', undefined],
  ] as const) {
    it(`${tenant} → ${segment}, and back`, () => {
      assert.equal(tenantSegment(tenant), segment);
      assert.equal(tenantOfSegment(segment), tenant);
      assert.equal(tenantHost(tenant), host);
    });
  }

  for (const segment of [
    '',
    'Acme',
    'My Tenant',
    'acme.kapturecrm.com/x',
    'u:p@acme.in',
    'sandbox+',
    'ftp+acme.in',
    'acme.in:443',
  ]) {
    it(`${JSON.stringify(segment)} → undefined`, () => assert.equal(tenantOfSegment(segment), undefined));
  }
});

describe('tenantIdOf', () => {
  for (const [value, id] of [
    [1000298, '1000298'],
    [' 1000298 ', '1000298'],
    ['12345678901234567890', '12345678901234567890'],
    ['123456789012345678901', undefined],
    [0, undefined],
    ['000', undefined],
    [-1, undefined],
    [1.5, undefined],
    [1e21, undefined],
    ['', undefined],
    ['{{cmId}}', undefined],
    [null, undefined],
    [['1'], undefined],
  ] as const)
    it(`${JSON.stringify(value)} → ${String(id)}`, () => assert.equal(tenantIdOf(value), id));
});
