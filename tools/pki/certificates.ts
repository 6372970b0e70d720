// X.509 certificates for development and benches: a CA, and leaves whose identity is a URI SAN (`spiffe://…`). Keys are ECDSA P-256.
// Knows keys and bytes, not files. It must never be what a real site's identities come from: there, a site brings its own CA.
import { randomBytes, webcrypto } from 'node:crypto';
import './metadata.js';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto as unknown as Parameters<typeof x509.cryptoProvider.set>[0]);

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const DAY_MS = 86_400_000;
/** Clocks differ a little between machines; a certificate is valid from just before it was made. */
const BACKDATE_MS = 5 * 60_000;

/** A certificate and its key, both PEM. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

export interface Leaf {
  readonly name: string;
  /** The URI SAN: who this is. */
  readonly identity: string;
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  /** A server also talks to other racks, so its certificate serves both ways. */
  readonly use: 'server' | 'client';
}

export interface Validity {
  readonly now: Date;
  readonly days: number;
}

type Keys = webcrypto.CryptoKeyPair;

const newKeys = (): Promise<Keys> => webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);

async function keyPem(keys: Keys): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY').concat(
    '\n',
  );
}

async function loadKeys(pair: Pair): Promise<Keys> {
  const publicKey = await new x509.X509Certificate(pair.certificate).publicKey.export(ALGORITHM, ['verify']);
  const [der] = x509.PemConverter.decode(pair.key);
  if (der === undefined) throw new Error('The key of the CA is not PEM.');
  const privateKey = await webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, true, ['sign']);
  return { privateKey, publicKey: publicKey as unknown as webcrypto.CryptoKey };
}

const window = ({ now, days }: Validity) => ({
  notBefore: new Date(now.getTime() - BACKDATE_MS),
  notAfter: new Date(now.getTime() + days * DAY_MS),
});

/** Positive and not zero, as RFC 5280 §4.1.2.2 wants serial numbers. */
const serialNumber = (): string => `01${randomBytes(15).toString('hex')}`;

export async function makeCa(name: string, validity: Validity): Promise<Pair> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    ...window(validity),
    signingAlgorithm: ALGORITHM,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await keyPem(keys) };
}

export async function issue(ca: Pair, leaf: Leaf, validity: Validity): Promise<Pair> {
  const caKeys = await loadKeys(ca);
  const caCertificate = new x509.X509Certificate(ca.certificate);
  const keys = await newKeys();
  const { clientAuth, serverAuth } = x509.ExtendedKeyUsage;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: [{ CN: [leaf.name] }],
    issuer: caCertificate.subjectName.toJSON(),
    ...window(validity),
    signingAlgorithm: ALGORITHM,
    publicKey: keys.publicKey as never,
    signingKey: caKeys.privateKey as never,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension(leaf.use === 'server' ? [serverAuth, clientAuth] : [clientAuth], false),
      new x509.SubjectAlternativeNameExtension([
        { type: 'url', value: leaf.identity },
        ...(leaf.dns ?? []).map((value) => ({ type: 'dns' as const, value })),
        ...(leaf.ip ?? []).map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey as never),
    ],
  });
  return { certificate: `${certificate.toString('pem')}\n`, key: await keyPem(keys) };
}
