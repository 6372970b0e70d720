// A store over real files: what it vouches for, and every way in which a file or a manifest can be other than what was signed.
import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdtemp, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompactSign } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Digest } from '#safety/vocabulary/names.js';
import { openImageStore } from './index.js';
import type { Manifest } from './manifest.js';
import { signManifest } from './sign-manifest.js';

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

let dir: string;
let keyFile: string;
let key: KeyObject;
let bundle: Buffer;
let manifest: Manifest;
let digest: Digest;
let bundlePath: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'farside-images-'));
  const pair = generateKeyPairSync('ed25519');
  key = pair.privateKey;
  keyFile = join(dir, 'release.pem');
  await writeFile(keyFile, pair.publicKey.export({ type: 'spki', format: 'pem' }));
  bundle = randomBytes(100_000);
  manifest = {
    farside: 'image/v1',
    version: 'v2',
    compatible: 'farside-bench',
    bundle: { file: 'v2.raucb', sha256: sha256(bundle), size: bundle.length },
    content: { sha256: sha256(Buffer.from('content')), size: 7 },
  };
  digest = `sha256:${manifest.bundle.sha256}`;
  bundlePath = join(dir, 'v2.raucb');
  await writeFile(bundlePath, bundle);
  await writeFile(join(dir, 'v2.raucb.manifest'), await signManifest(key, manifest));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const open = () => openImageStore({ dir, keys: [keyFile] });
const put = (text: string, name = 'v2.raucb.manifest') => writeFile(join(dir, name), text);
const facts = async () => (await open().check(digest))?.facts;

describe('an image as it was signed', () => {
  it('is vouched for, with everything the manifest says', async () => {
    const held = await open().check(digest);
    expect(held).toEqual({
      image: {
        digest,
        version: 'v2',
        compatible: 'farside-bench',
        path: bundlePath,
        size: 100_000,
        content: manifest.content,
      },
      facts: { digest, version: 'v2', compatible: 'farside-bench', signature: 'valid', file: 'matches' },
    });
    expect(await open().list()).toEqual([held]);
  });
  it('is vouched for by any of several keys, PEM or JWK', async () => {
    const other = generateKeyPairSync('ed25519');
    const jwk = join(dir, 'other.jwk');
    await writeFile(jwk, JSON.stringify(other.publicKey.export({ format: 'jwk' })));
    await put(await signManifest(other.privateKey, manifest));
    expect((await openImageStore({ dir, keys: [keyFile, jwk] }).check(digest))?.facts.signature).toBe('valid');
    expect((await facts())?.signature).toBe('invalid');
  });
  it('is not held when no manifest names it', async () => {
    expect(await open().check(`sha256:${'0'.repeat(64)}`)).toBeUndefined();
  });
});

describe('a bundle file that is not the one', () => {
  it('differs by one bit, in a file that looks unchanged', async () => {
    const store = open();
    expect((await store.list())[0]?.facts.file).toBe('matches');
    const { atime, mtime } = await stat(bundlePath);
    const flipped = Buffer.from(bundle);
    flipped[50_000] = (flipped[50_000] as number) ^ 1;
    await writeFile(bundlePath, flipped);
    await utimes(bundlePath, atime, mtime);
    expect((await store.check(digest))?.facts.file).toBe('differs');
    expect((await store.list())[0]?.facts.file).toBe('differs');
  });
  it('is longer, shorter or missing', async () => {
    await writeFile(bundlePath, Buffer.concat([bundle, Buffer.from('x')]));
    expect((await facts())?.file).toBe('differs');
    await writeFile(bundlePath, bundle.subarray(1));
    expect((await facts())?.file).toBe('differs');
    await rm(bundlePath);
    expect((await facts())?.file).toBe('missing');
  });
  it('is a link to something else, even to the same bytes', async () => {
    await rm(bundlePath);
    await writeFile(join(dir, 'elsewhere'), bundle);
    await symlink(join(dir, 'elsewhere'), bundlePath);
    expect((await facts())?.file).toBe('differs');
  });
});

describe('a manifest that is not signed', () => {
  const parts = async (): Promise<[string, string, string]> =>
    (await signManifest(key, manifest)).split('.') as [string, string, string];
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

  it('by a key of this rack: shown as invalid', async () => {
    await put(await signManifest(generateKeyPairSync('ed25519').privateKey, manifest));
    expect(await facts()).toMatchObject({ signature: 'invalid', file: 'matches' });
    expect(await open().list()).toHaveLength(1);
  });
  it('as it reads: another version under the same signature', async () => {
    const [header, , signature] = await parts();
    await put(`${header}.${encode({ ...manifest, version: 'v3' })}.${signature}`);
    expect(await facts()).toMatchObject({ signature: 'invalid', version: 'v3' });
  });
  it('at all: algorithm "none"', async () => {
    await put(`${encode({ alg: 'none', typ: 'farside-image+jws' })}.${encode(manifest)}.`);
    expect(await facts()).toMatchObject({ signature: 'invalid' });
  });
  it('as a manifest: another kind of document by the same key', async () => {
    const jws = await new CompactSign(Buffer.from(JSON.stringify(manifest)))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'farside-permit+jws' })
      .sign(key);
    await put(jws);
    expect(await facts()).toMatchObject({ signature: 'invalid' });
  });
  it('and lies beside the signed one: the signed one counts', async () => {
    await put(
      await signManifest(generateKeyPairSync('ed25519').privateKey, { ...manifest, version: 'v0' }),
      'a.manifest',
    );
    expect(await facts()).toMatchObject({ signature: 'valid', version: 'v2' });
    expect(await open().list()).toHaveLength(1);
  });

  const signRaw = (payload: unknown) =>
    new CompactSign(Buffer.from(JSON.stringify(payload)))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'farside-image+jws' })
      .sign(key);
  const unreadable: readonly [string, () => unknown][] = [
    [
      'a name that leads out of the folder',
      () => ({ ...manifest, bundle: { ...manifest.bundle, file: '../v2.raucb' } }),
    ],
    ['an absolute name', () => ({ ...manifest, bundle: { ...manifest.bundle, file: '/etc/passwd' } })],
    ['another kind', () => ({ ...manifest, farside: 'image/v2' })],
    ['no content', () => ({ ...manifest, content: undefined })],
    ['a size of nothing', () => ({ ...manifest, content: { ...manifest.content, size: 0 } })],
    ['a key that nobody knows', () => ({ ...manifest, extra: 1 })],
    ['no object', () => 'text'],
  ];
  for (const [name, payload] of unreadable) {
    it(`says nothing, though signed: ${name}`, async () => {
      await put(await signRaw(payload()));
      expect(await open().list()).toEqual([]);
      expect(await open().check(digest)).toBeUndefined();
    });
  }
  it('says nothing: garbage, emptiness, a file too long', async () => {
    await put('garbage');
    await put('', 'empty.manifest');
    await put('a.b.c', 'dots.manifest');
    await put('x'.repeat(100_000), 'long.manifest');
    expect(await open().list()).toEqual([]);
  });
});

describe('keys', () => {
  const bad: readonly [string, () => string, RegExp][] = [
    ['a private key', () => key.export({ type: 'pkcs8', format: 'pem' }).toString(), /private key/],
    ['a private JWK', () => JSON.stringify(key.export({ format: 'jwk' })), /private key/],
    [
      'another algorithm',
      () =>
        generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      /the key is ec/,
    ],
    ['text', () => 'nonsense', /can be read/],
    ['broken JSON', () => '{', /neither PEM nor JSON/],
  ];
  for (const [name, text, problem] of bad) {
    it(`refuses ${name}, naming the file`, async () => {
      const path = join(dir, 'bad.key');
      await writeFile(path, text());
      expect(() => openImageStore({ dir, keys: [path] })).toThrow(problem);
      expect(() => openImageStore({ dir, keys: [path] })).toThrow(path);
    });
  }
  it('signs with nothing but Ed25519, and nothing that the store would not read', async () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    await expect(signManifest(ec, manifest)).rejects.toThrow(/Ed25519/);
    await expect(signManifest(key, { ...manifest, version: '' })).rejects.toThrow();
  });
});
