// Whether the TLS files of a configuration are what they should be and belong together, before anything is started with them. It says which
// file is at fault, never what is in it.
import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RackConfig } from './schema.js';

/** One line for each file that cannot be used. The files are there and readable (files.ts). */
export function tlsProblems({ tls }: Pick<RackConfig, 'tls'>): string[] {
  const problems: string[] = [];
  const parsed = <T>(field: keyof RackConfig['tls'], what: string, parse: (pem: Buffer) => T): T | undefined => {
    try {
      return parse(readFileSync(tls[field]));
    } catch {
      problems.push(`tls.${field}: ${tls[field]} is not ${what} in PEM`);
      return undefined;
    }
  };
  const certificate = parsed('certificate', 'a certificate', (pem) => new X509Certificate(pem));
  const key = parsed<KeyObject>('key', 'a private key without a passphrase', (pem) => createPrivateKey(pem));
  parsed('clientCa', 'a certificate', (pem) => new X509Certificate(pem));
  if (certificate !== undefined && key !== undefined && !certificate.checkPrivateKey(key))
    problems.push(`tls.key: ${tls.key} is not the key of the certificate in ${tls.certificate}`);
  return problems;
}
