// Who calls: exactly one URI name in a client certificate that our CA signed, of our trust domain (SPIFFE X.509-SVID §2). Anything else is
// nobody. The certificate itself was checked in the handshake; this must never be called for a connection that was not.
import { X509Certificate } from 'node:crypto';

export type Identified =
  | { readonly kind: 'known'; readonly identity: string }
  | { readonly kind: 'nobody'; readonly text: string };

const nobody = (text: string): Identified => ({ kind: 'nobody', text });

export function identify(certificateDer: Uint8Array | undefined, trustDomain: string): Identified {
  if (certificateDer === undefined) return nobody('the connection shows no client certificate');
  let names: string;
  try {
    names = new X509Certificate(certificateDer).subjectAltName ?? '';
  } catch {
    return nobody('the client certificate cannot be read');
  }
  return identityOf(names, trustDomain);
}

/** `names` as Node prints a SAN: `URI:…, DNS:…`. It puts a name in quotes when it holds what could pass for another one (CVE-2021-44532). */
export function identityOf(names: string, trustDomain: string): Identified {
  if (names.includes('"')) return nobody('the client certificate holds names that could pass for others');
  const uris = names
    .split(', ')
    .filter((name) => name.startsWith('URI:'))
    .map((name) => name.slice('URI:'.length));
  const [uri] = uris;
  if (uri === undefined) return nobody('the client certificate names no identity (no URI in its alternative names)');
  if (uris.length > 1) return nobody(`the client certificate names ${uris.length} identities; it must name one`);
  if (!/^spiffe:\/\/[a-z0-9.-]{1,253}(?:\/[A-Za-z0-9._-]{1,63}){1,8}$/.test(uri)) {
    return nobody('the identity in the client certificate is not of the form spiffe://trust.domain/kind/name');
  }
  if (!uri.startsWith(`spiffe://${trustDomain}/`)) return nobody(`${uri} is not of the trust domain ${trustDomain}`);
  return { kind: 'known', identity: uri };
}
