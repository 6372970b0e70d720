// A PlatformWorld over the fake node, with its images as files in a directory of its own.
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Image } from '../../ports/platform.js';
import type { PlatformWorld } from '../platform-contract.js';
import { createRauc } from '../rauc/rauc.js';
import { createUbootEnv } from '../uboot-env/uboot-env.js';
import { FAKE_COMPATIBLE, FakeNode, type Loader } from './fake-node.js';
import { FakeSsh } from './fake-ssh.js';
import { SLOT_DEVICES } from './node-files.js';

export interface FakeWorld extends PlatformWorld {
  readonly fake: FakeNode;
  readonly ssh: FakeSsh;
}

const sha256 = (data: Buffer): string => createHash('sha256').update(data).digest('hex');

/** The file and its manifest's facts. For U-Boot the file is the content itself. */
async function imageFile(dir: string, loader: Loader, compatible: string, signed: boolean): Promise<Image> {
  const content = randomBytes(4_096);
  const head = Buffer.from(`${JSON.stringify({ compatible, signed })}\n`);
  const bundle = loader === 'grub' ? Buffer.concat([head, content]) : content;
  const path = join(dir, `${sha256(bundle)}.bundle`);
  await writeFile(path, bundle);
  return {
    digest: `sha256:${sha256(bundle)}`,
    version: 'v2',
    compatible,
    path,
    size: bundle.length,
    content: { sha256: sha256(content), size: content.length },
  };
}

export async function fakeWorld(loader: Loader): Promise<FakeWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'farside-platform-'));
  const fake = new FakeNode(loader);
  const ssh = new FakeSsh(fake);
  const node = 'n1';
  const platform =
    loader === 'grub'
      ? createRauc({ node, ssh })
      : createUbootEnv({ node, ssh, config: { slots: SLOT_DEVICES, bootScript: 'farside-ab-v1' } });
  const image = await imageFile(dir, loader, FAKE_COMPATIBLE, true);
  const refusedImages =
    loader === 'grub'
      ? [
          { why: 'for another kind of node', image: await imageFile(dir, loader, 'another-machine', true) },
          { why: 'not signed for this node', image: await imageFile(dir, loader, FAKE_COMPATIBLE, false) },
        ]
      : [{ why: 'not a raw slot image', image: await imageFile(dir, 'grub', FAKE_COMPATIBLE, true) }];
  const restart = (): Promise<void> => Promise.resolve(fake.reset());
  return {
    fake,
    ssh,
    node,
    platform,
    image,
    refusedImages,
    hardReset: restart,
    afterReboot: () => Promise.resolve(),
    flipBit: async (slot) => {
      fake.slots[slot][0] = (fake.slots[slot][0] ?? 0) ^ 1;
    },
    cutLink: async () => {
      ssh.fate = () => 'silent';
    },
    mendLink: async () => {
      ssh.fate = () => 'answered';
    },
    close: () => rm(dir, { recursive: true, force: true }),
  };
}
