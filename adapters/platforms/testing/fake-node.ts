// A node in memory for tests: two slots, a boot environment, and the few programs that the platforms run on it. The boot choice is
// written here a second time, straight from RAUC's documents, so that it does not share a mistake with the code under test.
import { createHash, randomUUID } from 'node:crypto';
import { otherSlot, type SlotName } from '#safety/vocabulary/names.js';
import { RAUC_FILES, SLOT_DEVICES, UBOOT_FILES } from './node-files.js';

export interface Answer {
  readonly code: number;
  readonly stdout: string | Buffer;
  readonly stderr: string;
}
export const ok = (stdout: string | Buffer = ''): Answer => ({ code: 0, stdout, stderr: '' });
const no = (stderr: string, code = 1, stdout = ''): Answer => ({ code, stdout, stderr: `${stderr}\n` });

export type Loader = 'grub' | 'uboot';
const COMPATIBLE = 'farside-fake';
const SLOT_BYTES = 64 * 1024;
const raucName = (slot: SlotName): string => (slot === 'A' ? 'rootfs.0' : 'rootfs.1');

export class FakeNode {
  readonly loader: Loader;
  readonly env: Record<string, string>;
  readonly files: Map<string, Buffer>;
  readonly slots: Record<SlotName, Buffer>;
  booted: SlotName = 'A';
  bootId: string = randomUUID();
  freeKib = 100_000;
  /** What a RAUC with another setting would do. */
  activatesInstalled = false;
  /** Reports success and writes nothing (rauc/rauc#1554). */
  installsNothing = false;
  /** Reports success of a mark and writes nothing. */
  marksNothing = false;
  /** Programs that exit with 1 and do nothing. */
  readonly broken = new Set<string>();
  rebootOrders = 0;
  /** Every slot that was started since, in order. */
  readonly started: SlotName[] = [];

  constructor(loader: Loader) {
    this.loader = loader;
    this.slots = { A: Buffer.alloc(SLOT_BYTES, 'a'), B: Buffer.alloc(SLOT_BYTES, 'b') };
    this.env =
      loader === 'grub'
        ? { ORDER: 'A B', A_OK: '1', A_TRY: '0', B_OK: '1', B_TRY: '0' }
        : { BOOT_ORDER: 'A B', BOOT_A_LEFT: '3', BOOT_B_LEFT: '3' };
    this.files = new Map(
      Object.entries(loader === 'grub' ? RAUC_FILES : UBOOT_FILES).map(([path, text]) => [path, Buffer.from(text)]),
    );
  }

  /** Power cycle: the boot loader chooses again. */
  reset(): void {
    this.booted = this.loader === 'grub' ? this.chooseByGrub() : this.chooseByUboot();
    this.bootId = randomUUID();
    this.started.push(this.booted);
  }

  private chooseByGrub(): SlotName {
    const order = (this.env['ORDER'] ?? '').split(' ') as SlotName[];
    for (const slot of order) {
      if (this.env[`${slot}_OK`] === '1' && this.env[`${slot}_TRY`] === '0') {
        this.env[`${slot}_TRY`] = '1';
        return slot;
      }
    }
    const good = order.filter((slot) => this.env[`${slot}_OK`] === '1');
    return good.at(-1) ?? order.at(-1) ?? 'A';
  }

  private chooseByUboot(): SlotName {
    const order = (this.env['BOOT_ORDER'] ?? '').split(' ') as SlotName[];
    for (const slot of order) {
      const left = Number.parseInt(this.env[`BOOT_${slot}_LEFT`] ?? '0', 16);
      if (left > 0) {
        this.env[`BOOT_${slot}_LEFT`] = (left - 1).toString(16);
        return slot;
      }
    }
    this.env['BOOT_A_LEFT'] = '3';
    this.env['BOOT_B_LEFT'] = '3';
    return this.chooseByUboot();
  }

  run(argv: readonly string[], input: Buffer): Answer {
    const [program = '', ...args] = argv;
    if (this.broken.has(program)) return no(`${program}: broken`);
    const command = this.programs[program];
    return command === undefined ? no(`sh: 1: ${program}: not found`, 127) : command(args, input);
  }

  private read(path: string): Buffer | undefined {
    if (path === SLOT_DEVICES.A) return this.slots.A;
    if (path === SLOT_DEVICES.B) return this.slots.B;
    if (path === '/proc/sys/kernel/random/boot_id') return Buffer.from(`${this.bootId}\n`);
    if (path === '/proc/cmdline') {
      return Buffer.from(`root=${SLOT_DEVICES[this.booted]} ro rauc.slot=${this.booted} quiet\n`);
    }
    return this.files.get(path);
  }

  private write(path: string, data: Buffer): Answer {
    const slot = (['A', 'B'] as const).find((name) => SLOT_DEVICES[name] === path);
    if (slot === undefined) this.files.set(path, data);
    else if (data.length > SLOT_BYTES) return no('dd: error writing: No space left on device');
    else data.copy(this.slots[slot]);
    return ok();
  }

  private readonly programs: Readonly<Record<string, (args: readonly string[], input: Buffer) => Answer>> = {
    cat: ([path = '']) => this.reading('cat', path),
    date: () => ok(`${Math.floor(Date.now() / 1000)}\n`),
    echo: (args) => ok(`${args.join(' ')}\n`),
    printf: ([, ...lines]) => ok(lines.map((line) => `${line}\n`).join('')),
    sync: () => ok(),
    mkdir: () => ok(),
    tee: (_args, input) => ok(input),
    rm: ([, path = '']) => {
      this.files.delete(path);
      return ok();
    },
    df: () =>
      ok(`Filesystem 1024-blocks Used Available Capacity Mounted on\n/dev/vdb 999999 0 ${this.freeKib} 0% /data\n`),
    dd: ([of = ''], input) => this.write(of.replace(/^of=/, ''), input),
    head: ([, count = '0', path], input) => {
      const data = path === undefined ? input : this.read(path);
      return data === undefined ? no(`head: ${path}: No such file`) : ok(data.subarray(0, Number(count)));
    },
    sha256sum: ([path], input) => {
      const data = path === undefined ? input : this.read(path);
      if (data === undefined) return no(`sha256sum: ${path}: No such file`);
      return ok(`${createHash('sha256').update(data).digest('hex')}  ${path ?? '-'}\n`);
    },
    grep: ([flags, wanted = '', path], input) => {
      if (flags !== '-Fqx') return no(`grep: ${flags} is not offered`, 2);
      const data = path === undefined ? input : this.read(path);
      return data?.toString().split('\n').includes(wanted) === true ? ok() : { code: 1, stdout: '', stderr: '' };
    },
    blockdev: () => ok(`${SLOT_BYTES}\n`),
    reboot: () => {
      this.rebootOrders++;
      this.reset();
      return ok();
    },
    'grub-editenv': ([path]) =>
      path === '/env/grub/grubenv' ? ok(this.envText()) : no('grub-editenv: error: cannot open'),
    fw_printenv: (names) => ok(names.map((name) => `${name}=${this.env[name] ?? ''}\n`).join('')),
    fw_setenv: (_args, input) => {
      if (this.marksNothing) return ok();
      for (const line of input.toString().split('\n')) {
        const at = line.indexOf('=');
        if (at > 0) this.env[line.slice(0, at)] = line.slice(at + 1);
      }
      return ok();
    },
    rauc: (args) => (args[0] === 'install' ? this.install(args[1] ?? '') : this.raucStatus(args[1] ?? '', args[2])),
  };

  private reading(program: string, path: string): Answer {
    const data = this.read(path);
    return data === undefined ? no(`${program}: can't open '${path}': No such file or directory`) : ok(data);
  }

  private envText = (): string =>
    Object.entries(this.env)
      .map(([name, value]) => `${name}=${value}\n`)
      .join('');

  private raucStatus(verb: string, name: string | undefined): Answer {
    if (verb === '--detailed') {
      const slot = (bootname: SlotName) => ({
        [raucName(bootname)]: {
          class: 'rootfs',
          device: SLOT_DEVICES[bootname],
          bootname,
          state: this.booted === bootname ? 'booted' : 'inactive',
          mountpoint: null,
        },
      });
      return ok(JSON.stringify({ compatible: COMPATIBLE, booted: this.booted, slots: [slot('B'), slot('A')] }));
    }
    const slot = (['A', 'B'] as const).find((one) => raucName(one) === name);
    if (slot === undefined) return no(`rauc mark: Invalid slot name format: '${name}'`);
    if (this.marksNothing) return ok(`rauc status: marked slot ${name}\n`);
    if (verb === 'mark-active') this.env['ORDER'] = `${slot} ${otherSlot(slot)}`;
    this.env[`${slot}_OK`] = verb === 'mark-bad' ? '0' : '1';
    this.env[`${slot}_TRY`] = '0';
    return ok(`rauc status: marked slot ${name}\n`);
  }

  /** A bundle here is a line of JSON and the content. The words are RAUC 1.8's, as recorded. */
  private install(path: string): Answer {
    const bundle = this.files.get(path);
    if (bundle === undefined) return no(`No such file: ${path}`);
    const failing = (reason: string, before: string): Answer =>
      no(`Installing \`${path}' failed`, 1, `installing\n${before}100% Installing failed.\nLastError: ${reason}\n`);
    const end = bundle.indexOf('\n');
    const head = JSON.parse(bundle.subarray(0, end).toString()) as { compatible: string; signed: boolean };
    if (!head.signed) return failing('signature verification failed: EVP lib', ' 40% Checking bundle failed.\n');
    if (head.compatible !== COMPATIBLE) {
      return failing(
        `Installation error: Compatible mismatch: Expected '${COMPATIBLE}'`,
        ' 40% Checking bundle done.\n',
      );
    }
    const slot = otherSlot(this.booted);
    this.env[`${slot}_OK`] = this.activatesInstalled ? '1' : '0';
    this.env[`${slot}_TRY`] = '0';
    if (!this.installsNothing) bundle.subarray(end + 1).copy(this.slots[slot]);
    return ok(`installing\n 80% Updating slots\n100% Installing done.\nInstalling \`${path}' succeeded\n`);
  }
}

export const FAKE_COMPATIBLE = COMPATIBLE;
