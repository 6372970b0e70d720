// Writes a raw image into the inactive slot. The slot is made unstartable first and stays so: a half-written one must never boot, and it
// becomes startable by reboot-once only. `done` proves nothing: the slot is read back separately (SAF-8).
import type { SlotName } from '#safety/vocabulary/names.js';
import { DONE, failed, type Outcome, refused } from '#safety/vocabulary/outcome.js';
import type { Image } from '../../ports/platform.js';
import type { Ssh } from '../../ssh/index.js';
import { notSeen, notTried, outcomeOf, ranOf } from '../answers.js';
import { sameEnv, withoutSlot } from './boot-env.js';
import type { UbootEnvConfig } from './config.js';
import { lookAtUboot } from './look.js';
import { writeEnv } from './write-env.js';

export async function stageRaw(ssh: Ssh, config: UbootEnvConfig, slot: SlotName, image: Image): Promise<Outcome> {
  const device = config.slots[slot];
  if (`sha256:${image.content.sha256}` !== image.digest || image.content.size !== image.size) {
    return refused(
      'The image is not a raw slot image (its file and its content differ): this node has no updater to unpack it.',
    );
  }
  const before = await lookAtUboot(ssh, config);
  if (before.kind !== 'seen') return notTried(before);
  const { env, root, host } = before.value;
  if (host.booted === slot || root === device) {
    return refused(`Slot ${slot} (${device}) is the one that runs: it cannot be written.`);
  }
  const room = await slotHolds(ssh, config, device, image.size);
  if (room.kind !== 'done') return room;
  const closed = withoutSlot(env, slot);
  if (!sameEnv(env, closed)) {
    const unbootable = await writeEnv(ssh, config, closed);
    if (unbootable.kind !== 'done') return unbootable;
  }
  const argv = ['dd', `of=${device}`, 'bs=1M', 'conv=fsync'];
  const written = outcomeOf(
    ranOf(`writing ${device}`, await ssh.pipe(image.path, argv, { deadlineMs: config.writeDeadlineMs })),
  );
  if (written.kind !== 'done') return written;
  const after = await lookAtUboot(ssh, config);
  if (after.kind !== 'seen') return notSeen(`writing ${device}`, after);
  const mark = after.value.host.marks[slot];
  return mark === 'bad' ? DONE : failed(`Slot ${slot} became startable (${mark}) while it was written.`);
}

/** Asked before the slot is given up: an image that does not fit must not cost the node its fallback. */
async function slotHolds(ssh: Ssh, config: UbootEnvConfig, device: string, bytes: number): Promise<Outcome> {
  const argv = ['blockdev', '--getsize64', device];
  const ran = ranOf(argv.join(' '), await ssh.exec(argv, { deadlineMs: config.commandDeadlineMs }));
  // Nothing was changed so far: a lost answer is a failure and no unknown.
  if (ran.kind === 'unknown') return failed(`Nothing was changed: ${ran.text}`);
  if (ran.kind !== 'ran') return outcomeOf(ran);
  const text = ran.stdout.trim();
  if (!/^\d{1,16}$/.test(text)) return failed(`The size of ${device} could not be read.`);
  return Number(text) >= bytes ? DONE : refused(`${device} holds ${text} bytes, the image has ${bytes}.`);
}
