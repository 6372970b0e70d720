// The development PKI by what it is for: real TLS handshakes with client certificates, files fit to be kept, renewal in time.
import { createPublicKey, sign, verify, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { issue, makeCa, type Pair } from './certificates.js';
import { type DevPki, ensureDevPki, type Identity, type PairFiles } from './index.js';
import { main } from './main.js';

const directory = mkdtempSync(join(tmpdir(), 'farside-pki-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
let directories = 0;
const newDirectory = () => join(directory, `pki-${(directories += 1)}`);

const DAY_MS = 86_400_000;
const site = (name: string): Identity => ({ kind: 'site', name });
const ada: Identity = { kind: 'operator', name: 'ada' };
const names = { trustDomain: 'moon.example', rack: 'rack-07', identities: [site('base-1'), ada] };
const text = (path: string) => readFileSync(path, 'utf8');
const pairOf = (files: PairFiles): Pair => ({ certificate: text(files.certificate), key: text(files.key) });
const client = (pki: DevPki, kind: Identity['kind']): Pair =>
  pairOf(pki.identities.find((each) => each.kind === kind) ?? expect.fail(`no ${kind}`));

/** Shakes hands, asking for a client certificate; tells what the server saw, or why there was no handshake. */
async function handshake(pki: DevPki, host: string, pair: Pair | undefined, ca = text(pki.ca)): Promise<string> {
  const rack = pairOf(pki.rack);
  const server = createServer({
    cert: rack.certificate,
    key: rack.key,
    ca: text(pki.ca),
    requestCert: true,
    rejectUnauthorized: true,
  });
  server.on('secureConnection', (socket: TLSSocket) =>
    socket.end(socket.getPeerCertificate().subjectaltname ?? 'no name'),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await new Promise((resolve) => {
      // Under TLS 1.3 a client hears of its refusal only after its own handshake is done: the server is the one to ask.
      server.on('tlsClientError', () => resolve('refused'));
      const socket = connect({ port, host, ca, ...(pair && { cert: pair.certificate, key: pair.key }) });
      let said = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (said += chunk));
      socket.on('end', () => said !== '' && resolve(said));
      socket.on('error', () => resolve('refused'));
    });
  } finally {
    server.close();
  }
}

describe('the development PKI', () => {
  it('makes certificates that both sides take, by name and by address', async () => {
    const pki = await ensureDevPki(newDirectory(), names);
    const asSite = client(pki, 'site');
    expect(await handshake(pki, 'localhost', asSite)).toBe('URI:spiffe://moon.example/site/base-1');
    expect(await handshake(pki, '127.0.0.1', client(pki, 'operator'))).toBe('URI:spiffe://moon.example/operator/ada');
    const rack = new X509Certificate(text(pki.rack.certificate));
    expect(rack.subjectAltName).toBe('URI:spiffe://moon.example/rack/rack-07, DNS:localhost, IP Address:127.0.0.1');
    expect(rack.ca).toBe(false);
  });

  it('makes certificates that are refused where they should be', async () => {
    const pki = await ensureDevPki(newDirectory(), names);
    const now = new Date();
    const leaf = { name: 'x', identity: 'spiffe://moon.example/site/base-1', use: 'client' as const };
    const other = await makeCa('another CA', { now, days: 1 });
    const ours: Pair = { certificate: text(pki.ca), key: text(join(pki.ca, '..', 'ca.key')) };
    const past = new Date(now.getTime() - 10 * DAY_MS);
    expect(await handshake(pki, 'localhost', await issue(ours, leaf, { now, days: 1 }))).toContain('URI:');
    expect(await handshake(pki, 'localhost', undefined)).toBe('refused');
    expect(await handshake(pki, 'localhost', await issue(other, leaf, { now, days: 1 }))).toBe('refused');
    expect(await handshake(pki, 'localhost', await issue(ours, leaf, { now: past, days: 1 }))).toBe('refused');
    // A client may not pass for a rack, nor make certificates itself.
    const asSite = client(pki, 'site');
    expect(await handshake(pki, 'localhost', await issue(asSite, leaf, { now, days: 1 }))).toBe('refused');
    expect(new X509Certificate(asSite.certificate).keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    expect(await handshake(pki, 'localhost', asSite, other.certificate)).toBe('refused');
  });

  it('keeps keys for their owner alone, and leaves no drafts', async () => {
    const dir = newDirectory();
    const pki = await ensureDevPki(dir, names);
    const keys = readdirSync(dir).filter((name) => name.endsWith('.key'));
    expect(keys.sort()).toEqual([
      'ca.key',
      'image-signing.key',
      'operator-ada.key',
      'rack-rack-07.key',
      'site-base-1.key',
    ]);
    for (const name of keys) expect(statSync(join(dir, name)).mode & 0o777, name).toBe(0o600);
    expect(readdirSync(dir).length).toBe(10);
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    chmodSync(pki.rack.key, 0o644);
    await ensureDevPki(dir, names);
    expect(statSync(pki.rack.key).mode & 0o777).toBe(0o600);
  });

  it('is used again, extended, and made anew only where it must be', async () => {
    const dir = newDirectory();
    const contents = () => new Map(readdirSync(dir).map((name) => [name, text(join(dir, name))]));
    const changed = (a: Map<string, string>, b: Map<string, string>) =>
      [...b.keys()].filter((name) => a.get(name) !== b.get(name)).sort();
    await ensureDevPki(dir, names);
    const first = contents();
    await ensureDevPki(dir, names);
    expect(changed(first, contents())).toEqual([]);
    await ensureDevPki(dir, { ...names, identities: [site('base-1'), site('base-2')] });
    expect(changed(first, contents())).toEqual(['site-base-2.key', 'site-base-2.pem']);
    // A lost half, a swapped key, rubbish: that pair alone.
    rmSync(join(dir, 'operator-ada.pem'));
    writeFileSync(join(dir, 'rack-rack-07.key'), text(join(dir, 'site-base-1.key')));
    writeFileSync(join(dir, 'site-base-1.pem'), 'rubbish');
    await ensureDevPki(dir, names);
    const pem = ['operator-ada.pem', 'rack-rack-07.pem', 'site-base-1.pem'];
    expect(changed(first, contents()).filter((name) => pem.includes(name))).toEqual(pem);
    expect(contents().get('ca.pem')).toBe(first.get('ca.pem'));
  });

  it('renews leaves 30 days before their end, and everything with the CA; never the image key', async () => {
    const dir = newDirectory();
    const now = new Date();
    const later = (days: number) => new Date(now.getTime() + days * DAY_MS);
    const seen: string[][] = [];
    for (const days of [0, 59, 61, 340]) {
      const pki = await ensureDevPki(dir, { ...names, now: later(days) });
      seen.push([pki.ca, pki.rack.certificate, pki.imageKey.publicKey].map(text));
    }
    const [made, kept, renewed, over] = seen as [string[], string[], string[], string[]];
    expect(kept).toEqual(made);
    expect(renewed[0]).toBe(made[0]);
    expect(renewed[1]).not.toBe(made[1]);
    expect(over[0]).not.toBe(made[0]);
    expect(over[2]).toBe(made[2]);
  });

  it('has an Ed25519 key pair that signs', async () => {
    const { imageKey } = await ensureDevPki(newDirectory(), names);
    const signature = sign(null, Buffer.from('image'), text(imageKey.privateKey));
    const publicKey = createPublicKey(text(imageKey.publicKey));
    expect(publicKey.asymmetricKeyType).toBe('ed25519');
    expect(verify(null, Buffer.from('image'), publicKey, signature)).toBe(true);
    expect(verify(null, Buffer.from('imagf'), publicKey, signature)).toBe(false);
  });

  it('takes no name that would leave its directory or forge another identity', async () => {
    for (const bad of ['../../etc', 'a/b', '', '.', '..', 'a,URI:spiffe://x', 'a b', 'a\n', '-a']) {
      await expect(ensureDevPki(newDirectory(), { ...names, identities: [site(bad)] }), bad).rejects.toThrow(
        'is no site',
      );
    }
    await expect(ensureDevPki(newDirectory(), { ...names, rack: '../x' })).rejects.toThrow('is no rack id');
    await expect(ensureDevPki(newDirectory(), { ...names, trustDomain: 'a/b' })).rejects.toThrow('is no trust domain');
  });
});

describe('farside-pki', () => {
  it('prints where the files are and no key, and says what is wrong', async () => {
    const out: string[] = [];
    const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => (out.push(String(chunk)), true));
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => (out.push(String(chunk)), true));
    try {
      const dir = newDirectory();
      const init = ['init', '--dir', dir, '--rack', 'rack-07', '--site', 'base-1', '--operator', 'ada'];
      expect(await main(init)).toBe(0);
      expect(out.join('')).toContain(join(dir, 'site-base-1.pem'));
      expect(out.join('')).not.toContain('PRIVATE');
      expect(await main(init.slice(0, -2))).toBe(2);
      expect(out.join('')).toContain("required option '--operator <name>' not specified");
      expect(await main([...init.slice(0, -1), 'a/b'])).toBe(1);
      expect(out.join('')).toContain('"a/b" is no operator');
    } finally {
      stdout.mockRestore();
      stderr.mockRestore();
    }
  });
});
