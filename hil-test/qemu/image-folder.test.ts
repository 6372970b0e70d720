// The bench's image folder as rackd sees it: signed and whole; with one flipped bit not whole, and the bench's own bundle untouched.
import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openImageStore } from '#adapters/images/index.js';
import { ImageFolder } from './image-folder.js';
import type { ImageSet } from './images.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'farside-image-folder-'));
});
afterAll(() => rm(dir, { recursive: true }));

const CONTENT = Buffer.alloc(70_000, 'bundle');
const digest = { sha256: createHash('sha256').update(CONTENT).digest('hex'), size: CONTENT.length };

test('whole, spoilt, whole again', async () => {
  const bundleFile = join(dir, 'v2.raucb');
  await writeFile(bundleFile, CONTENT);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  await writeFile(join(dir, 'key'), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  await writeFile(join(dir, 'key.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  const images: ImageSet = {
    dir,
    baseDisk: join(dir, 'base.img'),
    image: (version) => ({ version, compatible: 'bench', bundle: digest, slot: digest, bundleFile }),
  };
  const folder = await ImageFolder.fill(join(dir, 'images'), images, ['v2'], join(dir, 'key'));
  const store = openImageStore({ dir: folder.dir, keys: [join(dir, 'key.pub')] });
  const facts = async () => (await store.check(folder.get('v2').digest))?.facts;

  expect(await facts()).toMatchObject({ version: 'v2', signature: 'valid', file: 'matches' });
  await folder.flipOneBit('v2');
  expect(await facts()).toMatchObject({ signature: 'valid', file: 'differs' });
  expect((await readFile(bundleFile)).equals(CONTENT)).toBe(true);
  await folder.restore('v2');
  expect(await facts()).toMatchObject({ file: 'matches' });
});
