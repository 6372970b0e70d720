// The preflight of a U-Boot node's boot configuration. It only reads. A compiled boot script cannot be read back from a running system, so
// its rule is a statement of the configuration (`bootScript`); without it the node is never sound.
import type { BootConfigProof } from '#safety/vocabulary/evidence.js';
import type { Look } from '../../ports/platform.js';
import type { Ssh } from '../../ssh/index.js';
import { lookOf, ranOf } from '../answers.js';
import type { UbootEnvConfig } from './config.js';
import { lookAtUboot } from './look.js';

export async function checkUbootBootConfig(ssh: Ssh, config: UbootEnvConfig): Promise<Look<BootConfigProof>> {
  const look = await lookAtUboot(ssh, config);
  if (look.kind !== 'seen') return look;
  const problems: string[] = [];
  if (config.bootScript === 'unknown') {
    problems.push('The boot script is unknown: set bootScript to farside-ab-v1 where the node starts by that rule.');
  }
  if (config.attempts < 2)
    problems.push('attempts must be at least 2: a slot on trial could not be told from a good one.');
  if (config.slots.A === config.slots.B) problems.push(`Slots A and B are one device: ${config.slots.A}.`);
  const { root, host } = look.value;
  if (root !== undefined && root !== config.slots[host.booted]) {
    problems.push(`Slot ${host.booted} runs from ${root}, but is configured to be ${config.slots[host.booted]}.`);
  }
  const argv = ['cat', config.fwEnvConfig];
  const file = lookOf(ranOf(argv.join(' '), await ssh.exec(argv, { deadlineMs: config.commandDeadlineMs })));
  if (file.kind === 'silent') return file;
  const copies = file.kind === 'seen' ? envCopies(file.value) : 0;
  if (file.kind === 'strange') problems.push(`${config.fwEnvConfig} could not be read: ${file.text}`);
  else if (copies < config.envCopiesMin) {
    problems.push(
      `${config.fwEnvConfig} names ${copies} copy of the environment, ${config.envCopiesMin} are needed: a power cut while the only one is written loses it.`,
    );
  }
  return { kind: 'seen', value: { sound: problems.length === 0, problems } };
}

/** Lines that name a device, an offset and a size. Two with the same device and offset are one copy. */
export function envCopies(text: string): number {
  const places = text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim().split(/\s+/))
    .filter((fields) => fields.length >= 3)
    .map(([device, offset]) => `${device} ${Number(offset)}`);
  return new Set(places).size;
}
