// Writes a bundle into the inactive slot: upload, hash on the node, `rauc install`, remove the bundle. It must never select the slot
// (SAF-7: selecting is a step of its own), and its `done` proves nothing: the slot is read back separately (SAF-8).
import { refused, failed, type Outcome, DONE, unknown } from '#safety/vocabulary/outcome.js';
import type { SlotName } from '#safety/vocabulary/names.js';
import type { Image } from '../../ports/platform.js';
import { type Ssh, sequence } from '../../ssh/index.js';
import { notSeen, notTried, outcomeOf, type Ran, ranOf } from '../answers.js';
import { sha256In } from '../read-back.js';
import { roomFor } from '../room.js';
import type { RaucConfig } from './config.js';
import { lookAtRauc } from './look.js';

/** One fixed name, so that what an interrupted upload left is found and removed by the next. */
const bundlePath = (config: RaucConfig): string => `${config.bundleDir}/farside-incoming.raucb`;

export async function stageBundle(ssh: Ssh, config: RaucConfig, slot: SlotName, image: Image): Promise<Outcome> {
  const before = await lookAtRauc(ssh, config);
  if (before.kind !== 'seen') return notTried(before);
  const { status } = before.value;
  // RAUC itself picks the slot that is not running: were ours the running one, it would write the other.
  if (status.booted === slot) return refused(`Slot ${slot} is the one that runs: it cannot be written.`);
  if (status.compatible !== image.compatible) {
    return refused(`The image is for "${image.compatible}", the node is "${status.compatible}".`);
  }
  const uploaded = await upload(ssh, config, image);
  if (uploaded.kind !== 'done') {
    await removeBundle(ssh, config);
    return uploaded;
  }
  const argv = ['rauc', 'install', bundlePath(config)];
  const ran = ranOf('rauc install', await ssh.exec(argv, { deadlineMs: config.installDeadlineMs }));
  const installed = installOutcome(ran);
  // When it is not known whether it still installs, the bundle stays: the next upload replaces it.
  if (installed.kind !== 'unknown') await removeBundle(ssh, config);
  if (installed.kind !== 'done') return installed;

  const after = await lookAtRauc(ssh, config);
  if (after.kind !== 'seen') return notSeen('rauc install', after);
  const mark = after.value.host.marks[slot];
  if (mark !== 'bad') {
    return failed(
      `rauc install left slot ${slot} marked ${mark}: it must not be startable before it is selected. Set activate-installed=false in system.conf.`,
    );
  }
  return DONE;
}

/** The bundle on the node's disk, whole and hashed there. Up to here no slot was touched, so a lost answer is `failed`. */
async function upload(ssh: Ssh, config: RaucConfig, image: Image): Promise<Outcome> {
  const path = bundlePath(config);
  const command = { deadlineMs: config.commandDeadlineMs };
  const untouched = (outcome: Outcome): Outcome =>
    outcome.kind === 'unknown' ? failed(`No slot was touched: ${outcome.text}`) : outcome;

  const clearing = sequence(['mkdir', '-p', config.bundleDir], ['rm', '-f', path]);
  const cleared = outcomeOf(ranOf('removing an earlier upload', await ssh.shell(clearing, command)));
  if (cleared.kind !== 'done') return untouched(cleared);
  const room = await roomFor(ssh, config.bundleDir, image.size, config.commandDeadlineMs);
  if (room.kind !== 'done') return untouched(room);
  const argv = ['dd', `of=${path}`, 'bs=1M', 'conv=fsync'];
  const copied = ranOf(
    'uploading the bundle',
    await ssh.pipe(image.path, argv, { deadlineMs: config.uploadDeadlineMs }),
  );
  if (copied.kind !== 'ran') return untouched(outcomeOf(copied));

  const hashed = ranOf(
    'hashing the bundle on the node',
    await ssh.exec(['sha256sum', path], { deadlineMs: config.readBackDeadlineMs }),
  );
  if (hashed.kind !== 'ran') return untouched(outcomeOf(hashed));
  const digest = `sha256:${sha256In(hashed.stdout) ?? ''}`;
  if (digest === image.digest) return DONE;
  return failed(`The bundle arrived as ${digest} instead of ${image.digest}; no slot was touched.`);
}

/** What RAUC 1.8 says before it touches a slot. Its progress lines may be lost, so their absence alone proves nothing. */
const SAID_BEFORE_WRITING = /Checking bundle failed\.|Compatible mismatch|Failed mounting bundle|Already processing/;
const WRITES = /Updating slots|Copying image/;
/** The service or the bus went away under the client: what the service did last is not known (rauc/rauc#1452). */
const SERVICE_GONE = /service disappeared|NoReply|Connection.*closed/i;

export function installOutcome(ran: Ran): Outcome {
  if (ran.kind !== 'said-no') return outcomeOf(ran);
  const said = `${ran.stdout}\n${ran.text}`;
  if (SERVICE_GONE.test(said)) return unknown(ran.text);
  const nothingWritten = SAID_BEFORE_WRITING.test(said) && !WRITES.test(ran.stdout);
  const reason = /LastError: (.+)/.exec(ran.stdout)?.[1];
  const text = reason === undefined ? ran.text : `rauc install: ${reason}`;
  return nothingWritten ? refused(text) : failed(text);
}

async function removeBundle(ssh: Ssh, config: RaucConfig): Promise<void> {
  // Best effort: the next upload removes it first.
  await ssh.exec(['rm', '-f', bundlePath(config)], { deadlineMs: config.commandDeadlineMs });
}
