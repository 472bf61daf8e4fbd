import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';

/** A certificate and its private key, both in PEM. */
export interface Certified {
  readonly key: string;
  readonly cert: string;
}

/** A new self-signed certificate for a host, valid from 2000 to 2049. Its key is not stored anywhere. */
export function selfSigned(host: string): Certified {
  return certify(host);
}

/** A certificate authority for tests. */
export function certificateAuthority(name: string): Certified & { issue(host: string): Certified } {
  const authority = certify(name);
  return { ...authority, issue: (host) => certify(host, { name, key: createPrivateKey(authority.key) }) };
}

/** A certificate (version 1) for a name, signed by an issuer, or self-signed. */
function certify(subject: string, issuer?: { readonly name: string; readonly key: KeyObject }): Certified {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const commonName = der(0x06, Buffer.from('550403', 'hex'));
  const nameOf = (text: string): Buffer => der(0x30, der(0x31, der(0x30, commonName, der(0x0c, Buffer.from(text)))));
  const validity = der(0x30, der(0x17, Buffer.from('000101000000Z')), der(0x17, Buffer.from('491231235959Z')));
  const serial = der(0x02, Buffer.concat([Buffer.of(1), randomBytes(8)]));
  const body = der(
    0x30,
    serial,
    ecdsaWithSha256,
    nameOf(issuer?.name ?? subject),
    validity,
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, issuer?.key ?? privateKey));
  const certificate = der(0x30, body, ecdsaWithSha256, signature)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n');
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
  };
}

/** An ASN.1 value in DER: tag, length, content. */
function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  let size = [0x82, length >> 8, length & 0xff];
  if (length < 0x80) size = [length];
  else if (length < 0x100) size = [0x81, length];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}
