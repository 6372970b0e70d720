// What is true of the node, seen without rackd: by the system's own ssh client, by its health endpoint, by its console, by QEMU and the BMC's ledger.
// It must never ask rackd, and never change anything on the node.
import { strict as assert } from 'node:assert';
import { open, stat } from 'node:fs/promises';
import type { LedgerEntry } from '../virtual/bmc/ledger.js';
import type { ImageDescription } from './images.js';
import { onNode, type SshTarget } from './ssh-client.js';

export type SlotName = 'A' | 'B';
export type NodeLook = {
  readonly bootId: string;
  readonly slot: SlotName;
  readonly image: string;
  /** GRUB's environment, as it is on the disk. */
  readonly env: Readonly<Record<string, string>>;
};

const SLOT_DEVICE = { A: '/dev/vda2', B: '/dev/vda3' } as const;
export const otherSlot = (slot: SlotName): SlotName => (slot === 'A' ? 'B' : 'A');

const LOOK = [
  'cat /proc/sys/kernel/random/boot_id',
  'cat /proc/cmdline',
  'cat /etc/image-version',
  'grub-editenv /env/grub/grubenv list',
].join(' && ');

export async function lookAtNode(target: SshTarget): Promise<NodeLook> {
  const { code, stdout, stderr } = await onNode(target, LOOK, 30_000);
  assert.equal(code, 0, `an independent login on the node failed: ${stderr}`);
  const [bootId = '', commandLine = '', image = '', ...variables] = stdout.trimEnd().split('\n');
  const slot = /\brauc\.slot=([AB])\b/.exec(commandLine)?.[1];
  assert.ok(slot === 'A' || slot === 'B', `the kernel was started without a slot: ${commandLine}`);
  const env = Object.fromEntries(variables.map((line): [string, string] => split(line)));
  return { bootId, slot, image, env };
}

const split = (line: string): [string, string] => {
  const at = line.indexOf('=');
  return [line.slice(0, at), line.slice(at + 1)];
};

export const isMarkedGood = ({ env }: Pick<NodeLook, 'env'>, slot: SlotName): boolean =>
  env[`${slot}_OK`] === '1' && env[`${slot}_TRY`] === '0' && (env['ORDER'] ?? '').startsWith(slot);

/** What GRUB would start at the next reset, by the rules of images/grub.cfg. */
export function nextSlot({ env }: Pick<NodeLook, 'env'>): SlotName | undefined {
  const order = (env['ORDER'] ?? '').split(' ').filter((name): name is SlotName => name === 'A' || name === 'B');
  const notBad = order.filter((slot) => env[`${slot}_OK`] === '1');
  return notBad.find((slot) => (env[`${slot}_TRY`] ?? '0') === '0') ?? notBad.at(-1) ?? order.at(-1);
}

/** The slots that GRUB started, in order, as it said on the console. */
export const bootsIn = (console: string): readonly SlotName[] =>
  [...console.matchAll(/GRUB: slot ([AB]) \(/g)].map(([, slot]) => slot as SlotName);

export async function expectInSlot(target: SshTarget, slot: SlotName, image: ImageDescription['slot']): Promise<void> {
  const { stdout, stderr } = await onNode(target, `head -c ${image.size} ${SLOT_DEVICE[slot]} | sha256sum`);
  assert.equal(stdout.split(' ')[0], image.sha256, `the content of slot ${slot} (${stderr})`);
}

/** The place up to which the console was written; what comes later is what happened since. */
export const consoleMark = async (file: string): Promise<number> => (await stat(file)).size;

export async function consoleSince(file: string, mark: number): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const buffer = Buffer.alloc(Math.min(Math.max(0, size - mark), 4 * 1024 * 1024));
    await handle.read(buffer, 0, buffer.length, mark);
    return buffer.toString('utf8');
  } finally {
    await handle.close();
  }
}

export const countOf = (ledger: readonly LedgerEntry[], what: LedgerEntry['what']): number =>
  ledger.filter((entry) => entry.what === what).length;

export async function isHealthy(healthPort: number, timeoutMs: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(timeoutMs);
    const answer = await fetch(`http://127.0.0.1:${healthPort}/health`, { signal });
    await answer.arrayBuffer();
    return answer.status === 200;
  } catch {
    return false;
  }
}

/** Each answer costs the emulated node a quarter of a second: looking more often would slow down what is measured. */
const LOOK_EVERY_MS = 1_000;
const LOOK_TIMEOUT_MS = 3_000;

/** Seconds without a healthy answer, from the first look that failed to the next that did not. */
export class DownClock {
  readonly #port: number;
  #downSinceMs: number | undefined;
  #downMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(port: number) {
    this.#port = port;
    void this.#look();
  }

  async #look(): Promise<void> {
    const begunMs = performance.now();
    const healthy = await isHealthy(this.#port, LOOK_TIMEOUT_MS);
    if (this.#stopped) return;
    if (healthy) this.#close(begunMs);
    else this.#downSinceMs ??= begunMs;
    this.#timer = setTimeout(() => void this.#look(), LOOK_EVERY_MS);
  }

  #close(nowMs: number): void {
    if (this.#downSinceMs !== undefined) this.#downMs += nowMs - this.#downSinceMs;
    this.#downSinceMs = undefined;
  }

  stop(): number {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#close(performance.now());
    return this.#downMs / 1000;
  }
}
