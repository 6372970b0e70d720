// Makes the disks of one node: its own copy of the base disk, and a data disk that carries its host key and the key that may
// log in. Node's identity is on the data disk, so that it outlasts every image. Private keys never leave the directory.
// The disk is a plain sparse file, not an overlay: GRUB writes its one-try mark without a flush, and a killed QEMU loses an
// overlay's unflushed tables with it. A plain file keeps every finished write, as a real disk would.
import { chmod, copyFile, mkdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageSet } from './images.js';
import { mustRun } from './program.js';

export type NodeDisks = {
  readonly system: string;
  readonly data: string;
  /** "ssh-ed25519 AAAA…", to be pinned by whoever logs in. */
  readonly hostKey: string;
};
export type SshKey = { readonly privateKeyFile: string; readonly publicKey: string };

const DATA_MIB = 128;
const SECONDS = 1000;

export async function makeSshKey(file: string): Promise<SshKey> {
  await mustRun('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file], { timeoutMs: 10 * SECONDS });
  return { privateKeyFile: file, publicKey: (await readFile(`${file}.pub`, 'utf8')).trim() };
}

export async function provisionNode(dir: string, images: ImageSet, loginKey: SshKey): Promise<NodeDisks> {
  const system = join(dir, 'system.img');
  const data = join(dir, 'data.img');
  const seed = join(dir, 'seed');
  await mustRun('cp', ['--sparse=always', images.baseDisk, system], { timeoutMs: 60 * SECONDS });
  await chmod(system, 0o600);

  await mkdir(join(seed, 'ssh'), { recursive: true, mode: 0o700 });
  const hostKey = await makeSshKey(join(seed, 'ssh', 'ssh_host_ed25519_key'));
  await writeFile(join(seed, 'ssh', 'authorized_keys'), `${loginKey.publicKey}\n`, { mode: 0o600 });
  await copyFile(`${hostKey.privateKeyFile}.pub`, join(dir, 'host-key.pub'));
  await writeFile(data, '', { mode: 0o600 });
  await truncate(data, DATA_MIB * 1024 * 1024);
  const options = ['-q', '-F', '-L', 'data', '-m', '0', '-E', 'root_owner=0:0', '-d', seed, data];
  await mustRun('/usr/sbin/mkfs.ext4', options, { timeoutMs: 60 * SECONDS });
  await rm(seed, { recursive: true });
  return { system, data, hostKey: hostKey.publicKey };
}
