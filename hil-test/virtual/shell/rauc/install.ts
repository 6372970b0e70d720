// What RAUC's service does for `rauc install`: check, mark the target bad, write, record. It activates nothing (activate-installed=false).
// It belongs to the node, not to the login that asked: a dropped connection does not stop it, a power cut does.
import { FsError } from '../../node/files.js';
import { otherSlot, SLOT_DEVICES, type SlotName } from '../../node/names.js';
import { NodeDied, type NodeModel } from '../../node/node.js';
import { COMPATIBLE, KEYRING, RAUC_STATUS } from '../../node/rootfs.js';
import { type BundleManifest, readBundle } from '../../images/bundle.js';
import { BackendTrouble, markBad } from './boot-state.js';
import { RAUC_NAMES } from './slots.js';
import { nextCount, timestamp, updateStatusFile } from './status-file.js';

/** Takes one line of progress. */
export type Say = (line: string) => void;

/** What went wrong, in RAUC's words; the steps it passes through on the way out fail with it. */
class Refused extends Error {}

export async function install(node: NodeModel, path: string, say: Say): Promise<boolean> {
  const step = stepper(say);
  say('installing');
  step(0, 'Installing');
  step(0, 'Determining slot states');
  step(20, 'Determining slot states done.');
  try {
    const { manifest, payload, intact } = check(node, path, step);
    const booted = node.running?.slot;
    if (booted === undefined) throw new NodeDied(node.id);
    await update(
      node,
      otherSlot(booted),
      manifest,
      intact ? payload : payload.subarray(0, payload.length / 2),
      intact,
      step,
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    step(100, 'Installing failed.');
    say(`LastError: ${error.message}`);
    return false;
  }
  step(100, 'Installing done.');
  return true;
}

type Step = (percent: number, text: string) => void;
const stepper =
  (say: Say): Step =>
  (percent, text) =>
    say(`${String(percent).padStart(3)}% ${text}`);

function check(
  node: NodeModel,
  path: string,
  step: Step,
): { manifest: BundleManifest; payload: Buffer; intact: boolean } {
  step(20, 'Checking bundle');
  const bundle = readBundle(node.fs.read(path), node.fs.read(KEYRING).toString('utf8'));
  if (bundle.kind === 'no-bundle') {
    step(40, 'Checking bundle failed.');
    throw new Refused(bundle.text);
  }
  step(20, 'Verifying signature');
  if (bundle.kind === 'bad-signature') {
    step(40, 'Verifying signature failed.');
    step(40, 'Checking bundle failed.');
    throw new Refused(bundle.text);
  }
  step(40, 'Verifying signature done.');
  step(40, 'Checking bundle done.');
  step(40, 'Checking manifest contents');
  step(60, 'Checking manifest contents done.');
  step(60, 'Determining target install group');
  step(80, 'Determining target install group done.');
  const { compatible } = bundle.manifest;
  if (compatible !== COMPATIBLE) {
    throw new Refused(
      `Installation error: Compatible mismatch: Expected '${COMPATIBLE}' but bundle manifest has '${compatible}'`,
    );
  }
  return bundle;
}

async function update(
  node: NodeModel,
  slot: SlotName,
  manifest: BundleManifest,
  payload: Buffer,
  intact: boolean,
  step: Step,
): Promise<void> {
  const name = RAUC_NAMES[slot];
  node.ledger.add({ what: 'install-started', slot, version: manifest.version });
  step(80, 'Updating slots');
  const fail = (text: string): Refused => {
    node.ledger.add({ what: 'install-finished', slot, ok: false });
    step(99, 'Updating slots failed.');
    return new Refused(`Installation error: ${text}`);
  };
  try {
    markBad(node, slot);
  } catch (error) {
    if (error instanceof BackendTrouble)
      throw fail(`Failed marking slot ${name} non-bootable: grub backend: ${error.message}`);
    throw error;
  }
  node.ledger.add({ what: 'mark-bad', slot });
  step(80, `Checking slot ${name}`);
  step(90, `Checking slot ${name} done.`);
  step(90, `Copying image to ${name}`);
  const writer = node.fs.open(SLOT_DEVICES[slot], 'keep');
  try {
    await writer.write(payload);
    if (!intact) throw new FsError('EIO');
  } catch (error) {
    if (!(error instanceof FsError)) throw error;
    step(99, `Copying image to ${name} failed.`);
    throw fail(
      `Failed updating slot ${name}: Failed splicing data: ${error.code === 'EIO' ? 'Error reading from file' : 'Error writing to file'}: ${error.message}`,
    );
  }
  writer.close();
  step(99, `Copying image to ${name} done.`);
  try {
    updateStatusFile(node.fs, slot, {
      'bundle.compatible': manifest.compatible,
      'bundle.version': manifest.version,
      status: 'ok',
      sha256: manifest.sha256,
      size: String(manifest.size),
      'installed.timestamp': timestamp(node.wallMs()),
      'installed.count': nextCount(node.fs, slot, 'installed'),
    });
  } catch (error) {
    if (error instanceof FsError)
      throw fail(
        `Error while writing status file: Failed to write file ?${RAUC_STATUS}.XXXXXX?: write() failed: ${error.message}`,
      );
    throw error;
  }
  node.ledger.add({ what: 'install-finished', slot, ok: true });
  step(99, 'Updating slots done.');
}
