// The part of a node's tree that a kernel makes up: /proc, /dev, and what tells the running image's version.
// Must never answer from anything but the running boot.
import { KERNEL_ARGUMENTS } from './rootfs.js';
import type { FileSystem } from './files.js';
import { type PlatformName, SLOT_DEVICES, SLOT_NAMES, type SlotName } from './names.js';
import { type SlotHost, slotWriter } from './slot-writer.js';

/** What of a node a kernel sees. */
export interface KernelHost extends SlotHost {
  readonly fs: FileSystem;
  readonly platform: PlatformName;
  readonly clock: { nowMs(): number };
  readonly running: KernelRun | undefined;
}
interface KernelRun {
  readonly slot: SlotName;
  readonly bootId: string;
  readonly header: { readonly version: string } | undefined;
  readonly sinceMs: number;
}

const EMPTY = Buffer.alloc(0);

export function plantKernelFiles(node: KernelHost): void {
  const generated = (path: string, read: () => string): void => node.fs.plant(path, { kind: 'generated', read });
  generated('/proc/sys/kernel/random/boot_id', () => `${node.running?.bootId ?? ''}\n`);
  generated('/proc/cmdline', () => `${commandLine(node)}\n`);
  generated('/proc/uptime', () => `${uptimeS(node).toFixed(2)} ${(uptimeS(node) * 2).toFixed(2)}\n`);
  generated('/proc/version', () => 'Linux version 6.1.0-virtual\n');
  generated('/proc/mounts', () =>
    node.fs.mounts
      .map(
        (mount) =>
          `${mount.device} ${mount.at} ${mount.kind === 'tmpfs' ? 'tmpfs' : 'ext4'} ${mount.kind === 'read-only' ? 'ro' : 'rw'} 0 0\n`,
      )
      .join(''),
  );
  generated('/etc/image-version', () => `${node.running?.header?.version ?? ''}\n`);
  node.fs.plant('/proc/sys/vm/drop_caches', { kind: 'generated', read: () => '0\n', written: () => {} });
  if (node.platform === 'uboot-env') generated('/sys/kernel/realtime', () => '1\n');
  node.fs.plant('/dev/null', {
    kind: 'device',
    read: () => EMPTY,
    open: () => ({ write: async () => {}, close: () => {} }),
  });
  node.fs.plant('/dev/zero', {
    kind: 'device',
    read: () => Buffer.alloc(1024 * 1024),
    open: () => ({ write: async () => {}, close: () => {} }),
  });
  for (const slot of SLOT_NAMES) {
    node.fs.plant(SLOT_DEVICES[slot], {
      kind: 'device',
      read: () => node.slots[slot].bytes,
      open: (offset) => slotWriter(node, slot, offset),
    });
  }
}

export function uptimeS(node: KernelHost): number {
  return (node.clock.nowMs() - (node.running?.sinceMs ?? node.clock.nowMs())) / 1000;
}

function commandLine(node: KernelHost): string {
  const slot: SlotName | undefined = node.running?.slot;
  if (slot === undefined) return '';
  const part = slot === 'A' ? 2 : 3;
  return node.platform === 'rauc'
    ? `BOOT_IMAGE=(hd0,msdos${part})/boot/vmlinuz root=/dev/vda${part} ro rauc.slot=${slot} ${KERNEL_ARGUMENTS}`
    : `root=/dev/vda${part} rauc.slot=${slot} ${KERNEL_ARGUMENTS}`;
}
