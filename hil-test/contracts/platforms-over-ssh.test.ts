// The platform contract over real SSH, against nodes of the virtual rack: what the scripted nodes beside the platforms cannot tell.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type PlatformWorld, platformContract } from '#adapters/platforms/platform-contract.js';
import { createRauc } from '#adapters/platforms/rauc/rauc.js';
import { createUbootEnv } from '#adapters/platforms/uboot-env/uboot-env.js';
import type { Image, Platform } from '#adapters/ports/platform.js';
import { openSsh, type Ssh } from '#adapters/ssh/index.js';
import { claimMint } from '#safety/clearance.js';
import { makeImage } from '../virtual/images.js';
import type { PlatformName } from '../virtual/node/names.js';
import { startVirtualRack } from '../virtual/rack.js';

const UP_LOOKS_MAX = 300;

const PLATFORMS: Readonly<Record<PlatformName, (ssh: Ssh) => Platform>> = {
  rauc: (ssh) => createRauc({ node: 'n1', ssh, config: { commandDeadlineMs: 2000 } }),
  'uboot-env': (ssh) =>
    createUbootEnv({
      node: 'n1',
      ssh,
      config: {
        slots: { A: '/dev/vda2', B: '/dev/vda3' },
        bootScript: 'farside-ab-v1',
        envCopiesMin: 1,
        commandDeadlineMs: 2000,
      },
    }),
};

async function image(platform: PlatformName, dir: string, compatible?: string): Promise<Image> {
  const made = await makeImage({ version: 'v2', platform, dir, ...(compatible === undefined ? {} : { compatible }) });
  const { version, path, bundle, content } = made;
  return { digest: `sha256:${bundle.sha256}`, version, compatible: made.compatible, path, size: bundle.size, content };
}

async function makeWorld(name: PlatformName): Promise<PlatformWorld> {
  const dir = await mkdtemp(join(tmpdir(), 'farside-contract-'));
  const rack = await startVirtualRack({ nodes: [{ id: 'n1', platform: name }], dir, speed: 20 });
  const node = rack.node('n1');
  const { model } = node;
  const platform = PLATFORMS[name](
    openSsh({ node: 'n1', ...node.ssh, keyFile: rack.keyFile, hostKeys: [node.ssh.hostKey] }),
  );
  const up = async (): Promise<void> => {
    for (let looks = 0; looks < UP_LOOKS_MAX; looks += 1) {
      if ((await platform.look()).kind === 'seen') return;
      await delay(50);
    }
    throw new Error(`n1 did not answer again; it is ${model.state}`);
  };
  await up();
  // As rackd leaves a node that it has seen serving: its running slot marked good.
  model.setBootEnv({ ...model.bootEnvKind.factory });
  const foreign =
    name === 'rauc' ? image('rauc', join(dir, 'foreign'), 'another-machine') : image('rauc', join(dir, 'foreign'));
  return {
    node: 'n1',
    platform,
    image: await image(name, join(dir, 'images')),
    refusedImages: [{ why: 'it is for another kind of node', image: await foreign }],
    hardReset: async () => {
      node.cutPower('node');
      await delay(50);
      node.restorePower('node');
      await up();
    },
    afterReboot: async () => {
      await delay(200);
      await up();
    },
    flipBit: async (slot) => {
      const { bytes } = model.slots[slot];
      bytes[10] = (bytes[10] ?? 0) ^ 1;
    },
    cutLink: async () => {
      model.faults.linkDown = true;
    },
    mendLink: async () => {
      model.faults.linkDown = false;
      await delay(100);
      await up();
    },
    close: async () => {
      await rack.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

const mint = claimMint();
for (const name of ['rauc', 'uboot-env'] as const)
  platformContract(`${name} on the virtual rack`, () => makeWorld(name), mint);
