// rauc: status, status mark-*, install, info, --version, as version 1.8 answers (transcripts in hil-test/qemu).
// While its service installs, everything else is refused with "already processing a different method".
import { posix } from 'node:path';
import { FsError } from '../../node/files.js';
import type { SlotName } from '../../node/names.js';
import { KEYRING } from '../../node/rootfs.js';
import { readBundle } from '../../images/bundle.js';
import { inside, type Process, type Program } from '../process.js';
import { BackendTrouble, markBad, markGood, setPrimary } from '../rauc/boot-state.js';
import { install } from '../rauc/install.js';
import { RAUC_NAMES, slotOf } from '../rauc/slots.js';
import { statusJson, statusText, type StatusView, viewStatus } from '../rauc/status.js';
import { nextCount, timestamp, updateStatusFile } from '../rauc/status-file.js';
import { Pipe } from '../streams.js';

export const rauc: Program = async (process) => {
  const args = process.argv.slice(1);
  const json = args.includes('--output-format=json');
  const [command, ...words] = args.filter((arg) => !arg.startsWith('-'));
  if (args.includes('--version')) {
    await process.stdout.write('rauc 1.8\n');
    return 0;
  }
  switch (command) {
    case 'status':
      return status(process, words, json, args.includes('--detailed'));
    case 'install':
      return runInstall(process, words[0]);
    case 'info':
      return info(process, words[0], json);
    default:
      await process.stderr.write(
        command === undefined ? 'Usage:\n  rauc [OPTION?] <COMMAND>\n' : `Invalid command ${command} given\n`,
      );
      return 1;
  }
};

const clockText = (process: Process): string => new Date(process.node.wallMs()).toISOString().slice(11, 23);

async function warn(process: Process, text: string): Promise<void> {
  await process.stderr.write(`\n(rauc:4242): rauc-WARNING **: ${clockText(process)}: ${text}\n`);
}

async function status(process: Process, words: readonly string[], json: boolean, detailed: boolean): Promise<number> {
  const { node } = process;
  if (node.installing) {
    await warn(process, 'already processing a different method');
    await process.stderr.write(
      'Error retrieving slot status via D-Bus: error calling D-Bus method "GetSlotStatus": already processing a different method\n',
    );
    return 1;
  }
  const [mark, identifier = 'booted'] = words;
  const known = mark === undefined || ['mark-good', 'mark-bad', 'mark-active'].includes(mark);
  if (!known) {
    await process.stderr.write(`unknown subcommand ${mark}\n`);
    return 1;
  }
  const view = viewStatus(node);
  if (view.trouble !== undefined) {
    await warn(process, `Failed getting primary slot: grub backend: ${view.trouble}`);
    await process.stderr.write('\n');
  }
  if (mark !== undefined) return runMark(process, mark as Mark, identifier, view);
  await process.stdout.write(json ? statusJson(node, view, detailed) : statusText(view));
  return 0;
}

type Mark = 'mark-good' | 'mark-bad' | 'mark-active';

async function runMark(process: Process, mark: Mark, identifier: string, view: StatusView): Promise<number> {
  const { node } = process;
  const slot = slotOf(identifier, view.booted);
  if (typeof slot === 'object') {
    await process.stderr.write(`rauc mark: ${slot.problem}\n`);
    return 1;
  }
  const name = RAUC_NAMES[slot];
  const state = mark.slice('mark-'.length);
  try {
    if (mark === 'mark-good') markGood(node, slot);
    else if (mark === 'mark-bad') markBad(node, slot);
    else setPrimary(node, slot);
  } catch (error) {
    if (!(error instanceof BackendTrouble)) throw error;
    const what = mark === 'mark-active' ? `failed to activate slot ${name}` : `Failed marking slot ${name} as ${state}`;
    await process.stderr.write(`rauc mark: ${what}: grub backend: ${error.message}\n`);
    return 1;
  }
  node.ledger.add({ what: mark, slot });
  if (mark !== 'mark-active') {
    await process.stdout.write(`rauc status: marked slot ${name} as ${state}\n`);
    return 0;
  }
  await process.stdout.write(`rauc status: activated slot ${name}${recordActivation(process, slot)}\n`);
  return 0;
}

function recordActivation(process: Process, slot: SlotName): string {
  const { node } = process;
  try {
    updateStatusFile(node.fs, slot, {
      'activated.timestamp': timestamp(node.wallMs()),
      'activated.count': nextCount(node.fs, slot, 'activated'),
    });
    return '';
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    return `, but failed to write status file: Failed to write file ?/data/rauc.status.XXXXXX?: write() failed: ${error.message}`;
  }
}

async function runInstall(process: Process, file: string | undefined): Promise<number> {
  const { node } = process;
  if (file === undefined) {
    await process.stderr.write('A bundle filename name must be provided\n');
    return 1;
  }
  const path = inside(process, file);
  if (node.fs.entry(path)?.kind !== 'file') {
    await process.stderr.write(`No such file: ${posix.resolve(process.cwd, file)}\n`);
    return 1;
  }
  if (node.installing) {
    const error =
      'GDBus.Error:org.gtk.GDBus.UnmappedGError.Quark._g_2dio_2derror_2dquark.Code30: Already processing a different method';
    await process.stderr.write(`Failed ${error}\nD-Bus error while installing \`${path}\`\n`);
    return 2;
  }
  const progress = new Pipe();
  const done = inService(process, path, (line) => void progress.write(`${line}\n`).catch(() => {})).finally(() =>
    progress.end(),
  );
  // The client is gone with its login; what the service then meets concerns nobody here.
  done.catch(() => {});
  for (let chunk = await progress.read(); chunk !== undefined; chunk = await progress.read())
    await process.stdout.write(chunk);
  const ok = await done;
  if (ok) await process.stdout.write(`Installing \`${path}\` succeeded\n`);
  else await process.stderr.write(`Installing \`${path}\` failed\n`);
  return ok ? 0 : 1;
}

async function inService(process: Process, path: string, say: (line: string) => void): Promise<boolean> {
  const { node } = process;
  node.installing = true;
  const boot = node.running?.bootId;
  try {
    return await install(node, path, say);
  } finally {
    if (node.running?.bootId === boot) node.installing = false;
  }
}

async function info(process: Process, file: string | undefined, json: boolean): Promise<number> {
  const { node } = process;
  const say = (text: string): Promise<void> => process.stderr.write(`rauc-Message: ${clockText(process)}: ${text}\n`);
  await say('Using central status file /data/rauc.status');
  await say('valid /etc/rauc/system.conf found, using it');
  const path = inside(process, file ?? '');
  if (node.fs.entry(path)?.kind !== 'file') {
    await process.stderr.write(`No such file: ${path}\n`);
    return 1;
  }
  await say(`Reading bundle: ${path}`);
  const bundle = readBundle(node.fs.read(path), node.fs.read(KEYRING).toString('utf8'));
  if (bundle.kind !== 'no-bundle') await say('Verifying bundle signature... ');
  if (bundle.kind !== 'bundle') {
    await process.stderr.write(`${bundle.text}\n`);
    return 1;
  }
  await say("Verified inline signature by 'O = Farside virtual rack, CN = bundle signer'");
  const { compatible, version, sha256, size } = bundle.manifest;
  const image = { variant: null, filename: 'rootfs.ext4', checksum: sha256, size, hooks: [], adaptive: [] };
  const whole = { compatible, version, description: null, build: null, hooks: [], images: [{ rootfs: image }] };
  const text = `Compatible: \t'${compatible}'\nVersion:    \t'${version}'\nDescription:\t'(null)'\nBuild:      \t'(null)'\nHooks:      \t''\n`;
  await process.stdout.write(json ? `${JSON.stringify(whole)}\n` : text);
  return 0;
}
