// K06 known-good: there must be a slot to fall back to, marked good, read back within its age limit and found to be what was committed (SAF-8).
// Stops: relying on a slot that rotted, that nobody marked good, or that is about to be overwritten.
import { hostView, isFresh, seconds } from '../evidence.js';
import { type Objection, objection, type Question, type Rule } from './rule.js';

export const k06KnownGood: Rule = {
  id: 'K06',
  name: 'known-good',
  asksFor: ['begin', 'stage', 'select-once', 'arm', 'reboot'],
  waivedPastReboot: true,
  objections(question) {
    const { facts, node, action } = question;
    const knownGood = node.knownGood;
    if (knownGood === undefined) {
      return [
        objection(
          `${node.id} has no known-good image on record.`,
          `Name the image it runs as \`image\` in the rack's configuration; it is recorded once its slot is read back and found to be that image.`,
        ),
      ];
    }
    const found: Objection[] = [];
    if ((action.kind === 'stage' || action.kind === 'select-once') && action.slot === knownGood.slot) {
      found.push(
        objection(
          `Slot ${action.slot} of ${node.id} is its known-good one: it may not be written over or put on trial.`,
          `Use slot ${knownGood.slot === 'A' ? 'B' : 'A'}.`,
        ),
      );
    }
    const host = hostView(node, facts.limits);
    if (host !== undefined && host.marks[knownGood.slot] !== 'good') {
      found.push(
        objection(
          `The known-good slot ${knownGood.slot} of ${node.id} is marked ${host.marks[knownGood.slot]}, not good: the boot loader would not return to it.`,
          `\`rackctl recover ${node.id}\`, or mark the slot good on the node once you know that it is.`,
        ),
      );
    }
    return [...found, ...proof(question, knownGood)];
  },
};

/** A dry run asks before anything was read back; from staging on the proof must be there. */
function proof({ facts, node, action }: Question, knownGood: { slot: 'A' | 'B'; image: string }): Objection[] {
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
