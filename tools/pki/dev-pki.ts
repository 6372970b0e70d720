// The development PKI in a directory: made on first use, used again, renewed when it nears its end. Keys are for their owner alone.
// It must never write a key that others may read, never leave half a file, and never touch files that are not its own.
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issue, type Leaf, makeCa, type Pair } from './certificates.js';

/** `spiffe://<trust domain>/<kind>/<name>` */
export interface Identity {
  readonly kind: 'site' | 'operator';
  readonly name: string;
}

export interface DevPkiOptions {
  readonly trustDomain: string;
  readonly rack: string;
  readonly identities: readonly Identity[];
  readonly now?: Date;
}

/** Names of files. */
export interface PairFiles {
  readonly certificate: string;
  readonly key: string;
}

export interface DevPki {
  readonly ca: string;
  readonly rack: PairFiles;
  /** In the order they were asked for. */
  readonly identities: readonly (Identity & PairFiles)[];
  /** Ed25519, PKCS 8 and SPKI in PEM: signs images. */
  readonly imageKey: { readonly privateKey: string; readonly publicKey: string };
}

const CA_DAYS = 365;
const LEAF_DAYS = 90;
const RENEW_BEFORE_MS = 30 * 86_400_000;
const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/;
const RACK = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const TRUST_DOMAIN = /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/;

function assertNames({ trustDomain, rack, identities }: DevPkiOptions): void {
  if (!TRUST_DOMAIN.test(trustDomain))
    throw new Error(`"${trustDomain}" is no trust domain; expected moon.example or the like.`);
  if (!RACK.test(rack)) throw new Error(`"${rack}" is no rack id; expected lower-case letters, digits and hyphens.`);
  for (const { kind, name } of identities) {
    if (!NAME.test(name)) throw new Error(`"${name}" is no ${kind}; expected letters, digits, hyphens, dots.`);
  }
}

/** All or nothing, with the right mode from the first byte on. */
function write(path: string, text: string, mode: number): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  writeFileSync(draft, text, { mode, flag: 'wx' });
  renameSync(draft, path);
}

function read({ certificate, key }: PairFiles): Pair | undefined {
  if (!existsSync(certificate) || !existsSync(key)) return undefined;
  chmodSync(key, 0o600);
  return { certificate: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
}

/** Key first: a crash in between leaves a pair that does not match, which is made anew. */
function keep(files: PairFiles, pair: Pair): Pair {
  write(files.key, pair.key, 0o600);
  write(files.certificate, pair.certificate, 0o644);
  return pair;
}

/** A pair that matches, is of its issuer, says what is wanted, and has some time left. */
function isFit(pair: Pair, issuer: string, wanted: { name: string; altName?: string }, now: Date): boolean {
  try {
    const certificate = new X509Certificate(pair.certificate);
    return (
      certificate.checkPrivateKey(createPrivateKey(pair.key)) &&
      certificate.verify(new X509Certificate(issuer).publicKey) &&
      certificate.subject === `CN=${wanted.name}` &&
      (wanted.altName === undefined || certificate.subjectAltName === wanted.altName) &&
      Date.parse(certificate.validFrom) <= now.getTime() &&
      Date.parse(certificate.validTo) - now.getTime() > RENEW_BEFORE_MS
    );
  } catch {
    return false;
  }
}

async function ensureCa(files: PairFiles, name: string, now: Date): Promise<Pair> {
  const held = read(files);
  if (held !== undefined && isFit(held, held.certificate, { name }, now)) return held;
  return keep(files, await makeCa(name, { now, days: CA_DAYS }));
}

async function ensureLeaf(files: PairFiles, ca: Pair, leaf: Leaf, now: Date): Promise<PairFiles> {
  const altName = [
    `URI:${leaf.identity}`,
    ...(leaf.dns ?? []).map((name) => `DNS:${name}`),
    ...(leaf.ip ?? []).map((address) => `IP Address:${address}`),
  ].join(', ');
  const held = read(files);
  if (held === undefined || !isFit(held, ca.certificate, { name: leaf.name, altName }, now)) {
    keep(files, await issue(ca, leaf, { now, days: LEAF_DAYS }));
  }
  return files;
}

function ensureImageKey(files: DevPki['imageKey']): DevPki['imageKey'] {
  if (existsSync(files.privateKey)) chmodSync(files.privateKey, 0o600);
  else {
    const { privateKey } = generateKeyPairSync('ed25519');
    write(files.privateKey, privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, 0o600);
  }
  const held = createPublicKey(readFileSync(files.privateKey)).export({ type: 'spki', format: 'pem' }) as string;
  if (!existsSync(files.publicKey) || readFileSync(files.publicKey, 'utf8') !== held)
    write(files.publicKey, held, 0o644);
  return files;
}

/** Makes what is missing or nearly over in `dir`, keeps the rest, and says where everything is. */
export async function ensureDevPki(dir: string, options: DevPkiOptions): Promise<DevPki> {
  assertNames(options);
  const { trustDomain, rack, identities, now = new Date() } = options;
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const pair = (name: string): PairFiles => ({ certificate: join(dir, `${name}.pem`), key: join(dir, `${name}.key`) });
  const spiffe = (path: string) => `spiffe://${trustDomain}/${path}`;

  const caFiles = pair('ca');
  const ca = await ensureCa(caFiles, `Farside development CA for ${trustDomain}`, now);
  const server: Leaf = {
    name: rack,
    identity: spiffe(`rack/${rack}`),
    dns: ['localhost'],
    ip: ['127.0.0.1'],
    use: 'server',
  };
  const rackFiles = await ensureLeaf(pair(`rack-${rack}`), ca, server, now);
  const held: (Identity & PairFiles)[] = [];
  for (const { kind, name } of identities) {
    const leaf: Leaf = { name: `${kind} ${name}`, identity: spiffe(`${kind}/${name}`), use: 'client' };
    held.push({ kind, name, ...(await ensureLeaf(pair(`${kind}-${name}`), ca, leaf, now)) });
  }
  const imageKey = ensureImageKey({
    privateKey: join(dir, 'image-signing.key'),
    publicKey: join(dir, 'image-signing.pub.pem'),
  });
  return { ca: caFiles.certificate, rack: rackFiles, identities: held, imageKey };
}
