// The bench's configuration is one that rackd takes: seen here without QEMU, so that a changed schema is noticed by everybody.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfig } from '#daemon/config/load.js';
import { NODE, writeRackFile } from './rack-file.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'farside-rack-file-'));
});
afterAll(() => rm(dir, { recursive: true }));

test('rackd takes it', async () => {
  const file = join(dir, 'rack.yaml');
  await writeRackFile({
    file,
    stateDir: join(dir, 'state'),
    tls: { certificate: 'rack.pem', key: 'rack.key', clientCa: 'ca.pem' },
    images: { dir: 'images', key: 'image.pub' },
    compatible: 'farside-bench',
    factory: `sha256:${'ab'.repeat(32)}`,
    ssh: { port: 2222, keyFile: 'login', hostKey: `ssh-ed25519 ${'A'.repeat(68)} a comment of any length` },
    bmc: { port: 6230, user: 'farside', passwordFile: 'bmc-password' },
    healthPort: 8080,
  });
  const loaded = loadConfig(file);
  expect(loaded.kind === 'bad' ? loaded.problems : []).toEqual([]);
  const node = loaded.kind === 'ok' ? loaded.config.nodes[0] : undefined;
  expect(node?.id).toBe(NODE);
  expect(node?.bmc.cipherSuites).toEqual([17]);
  expect(node?.ssh.hostKeys).toEqual([`ssh-ed25519 ${'A'.repeat(68)}`]);
});
