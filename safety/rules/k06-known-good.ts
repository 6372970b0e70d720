// K06 known-good: there must be a slot to fall back to, marked good, read back within its age limit and found to be what was committed (SAF-8).
// Stops: relying on a slot that rotted, that nobody marked good, or that is about to be overwritten.
import { hostView, isFresh, seconds } from '../evidence.js';
import type { KnownGood } from '../vocabulary/facts.js';
import { type NodeId, otherSlot, type SlotName } from '../vocabulary/names.js';
import { isPastReboot, type Objection, objection, type Question, type Rule, TOWARDS_SAFE_END } from './rule.js';

export const k06KnownGood: Rule = {
  id: 'K06',
  name: 'known-good',
  asksFor: ['begin', 'stage', 'drain', 'arm', 'reboot', 'reboot-once', 'mark-good', 'restore-known-good'],
  // What pins a slot is asked past the reboot too: a wrong slot marked good is a node with no way back.
  waivedPastReboot: false,
  objections(question) {
    const { node, action } = question;
    if (action.kind === 'mark-good') return notValidated(question, action.slot);
    const knownGood = node.knownGood;
    if (knownGood === undefined) {
      return [
        objection(
          `${node.id} has no known-good image on record.`,
          `Name the image it runs as \`image\` in the rack's configuration; it is recorded once its slot is read back and found to be that image.`,
        ),
      ];
    }
    if (action.kind === 'restore-known-good')
      return action.slot === knownGood.slot ? [] : [wrongSlot(node.id, action.slot, knownGood)];
    const found = action.kind === 'reboot' ? leadsElsewhere(question, knownGood) : [];
    if (isPastReboot(node) && TOWARDS_SAFE_END.has(action.kind)) return found;
    if (action.kind === 'stage' && hostView(node, question.facts.limits)?.booted === action.slot)
      found.push(
        objection(
          `Slot ${action.slot} of ${node.id} is the one that runs: it may not be written over.`,
          'Bring the node home to its known-good slot first.',
        ),
      );
    if ((action.kind === 'stage' || action.kind === 'reboot-once') && action.slot === knownGood.slot) {
      found.push(
        objection(
          `Slot ${action.slot} of ${node.id} is its known-good one: it may not be written over or put on trial.`,
          `Use slot ${otherSlot(knownGood.slot)}.`,
        ),
      );
    }
    return [...found, ...bootState(question, knownGood), ...proof(question, knownGood)];
  },
};

function bootState({ facts, node }: Question, { slot }: KnownGood): Objection[] {
  const host = hostView(node, facts.limits);
  if (host === undefined) {
    return [
      objection(
        `Nobody has seen whether the known-good slot ${slot} of ${node.id} is marked good: its host gave no fresh answer.`,
        `Bring ${node.id} back first: \`rackctl recover ${node.id}\` if it is down.`,
      ),
    ];
  }
  if (host.marks[slot] !== 'good') {
    return [
      objection(
        `The known-good slot ${slot} of ${node.id} is marked ${host.marks[slot]}, not good: the boot loader would not return to it.`,
        `\`rackctl recover ${node.id}\`, or mark the slot good on the node once you know that it is.`,
      ),
    ];
  }
  return [];
}

/** A plain reboot is the way home: into a slot on trial it would be a trial that nobody prepared. */
function leadsElsewhere({ facts, node }: Question, { slot }: KnownGood): Objection[] {
  const plan = hostView(node, facts.limits)?.bootPlan ?? [];
  if (plan[0] === slot) return [];
  return [
    objection(
      `${node.id} would not boot its known-good slot ${slot}: it would boot ${plan[0] ?? 'nobody can tell what'}.`,
      'The known-good slot is selected before the next try.',
    ),
  ];
}

function notValidated({ facts, node }: Question, slot: SlotName): Objection[] {
  const booted = hostView(node, facts.limits)?.booted;
  if (booted === slot && node.underway?.state === 'committing') return [];
  // After an ordinary boot the known-good slot is on its one try again (RAUC with GRUB): marking it good restores what was proven.
  if (booted === slot && node.underway === undefined && node.knownGood?.slot === slot) return [];
  return [
    objection(
      `Slot ${slot} of ${node.id} was not validated: ${booted === slot ? 'it is not the known-good one and no swap is committing it' : `${node.id} is not seen running it`}.`,
      'A slot is marked good only while it runs, after its validation or as the known-good one.',
    ),
  ];
}

const wrongSlot = (id: NodeId, slot: SlotName, knownGood: KnownGood): Objection =>
  objection(`Slot ${slot} of ${id} is not its known-good one.`, `Return to slot ${knownGood.slot}.`);

/** A dry run asks before anything was read back; from staging on the proof must be there. */
function proof({ facts, node, action }: Question, knownGood: KnownGood): Objection[] {
  const read = node.proofs[knownGood.slot];
  if (read === undefined || !isFresh(read, facts.limits.proofAgeMaxMs)) {
    if (action.kind === 'begin') return [];
    const why = read === undefined ? 'was not read back yet' : `was read back ${seconds(read.ageMs)} ago, too long`;
    return [
      objection(`The known-good slot ${knownGood.slot} of ${node.id} ${why}.`, 'It is read back before the next try.'),
    ];
  }
  if (read.value.matches && read.value.image === knownGood.image) return [];
  return [
    objection(
      `The known-good slot ${knownGood.slot} of ${node.id} does not hold its image ${knownGood.image} any more: there is nothing to fall back to.`,
      `Rewrite the slot by hand, or enrol the node anew. No swap of ${node.id} is possible until then.`,
    ),
  ];
}
