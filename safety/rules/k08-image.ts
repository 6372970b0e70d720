// K08 image: its signature is valid, its file has the digest it is named by, it is made for this kind of node, and before it may boot it was
// read back from the slot. Stops: arbitrary software, mix-and-match, a bundle with a flipped bit, a slot that was never written.
import { isFresh } from '../evidence.js';
import { type Digest, otherSlot, type SlotName } from '../vocabulary/names.js';
import { type Objection, objection, type Question, type Rule } from './rule.js';

export const k08Image: Rule = {
  id: 'K08',
  name: 'image',
  asksFor: ['begin', 'stage', 'drain', 'reboot-once'],
  waivedPastReboot: true,
  objections(question) {
    const { action, node } = question;
    switch (action.kind) {
      case 'begin':
      case 'stage':
        return imageItself(question, action.image);
      case 'drain': {
        // Nobody is taken out of service for an image that is not there to boot.
        const slot = node.knownGood && otherSlot(node.knownGood.slot);
        const held = slot === undefined ? [] : slotHolds(question, slot, action.image);
        return [...imageItself(question, action.image), ...held];
      }
      case 'reboot-once':
        return [...imageItself(question, action.image), ...slotHolds(question, action.slot, action.image)];
      default:
        return [];
    }
  },
};

function imageItself({ facts, node }: Question, digest: Digest): Objection[] {
  const image = facts.images.get(digest);
  if (image === undefined) {
    return [
      objection(
        `This rack holds no image ${digest}.`,
        'Bring the bundle and its manifest into the image folder first.',
      ),
    ];
  }
  const found: Objection[] = [];
  if (image.signature !== 'valid') {
    found.push(
      objection(
        `The manifest of image ${image.version} is not signed by a key that this rack trusts.`,
        'Fetch the image again from its publisher, with its manifest.',
      ),
    );
  }
  if (image.file !== 'matches') {
    const what = image.file === 'missing' ? 'is missing' : 'is not the file that was signed: at least one bit differs';
    found.push(objection(`The bundle of image ${image.version} ${what}.`, 'Fetch the bundle again.'));
  }
  if (image.compatible !== node.compatible) {
    found.push(
      objection(
        `Image ${image.version} is made for ${image.compatible}; ${node.id} is a ${node.compatible}.`,
        `Choose an image for ${node.compatible}.`,
      ),
    );
  }
  return found;
}

function slotHolds({ facts, node }: Question, slot: SlotName, image: Digest): Objection[] {
  const read = node.proofs[slot];
  if (read === undefined || !isFresh(read, facts.limits.proofAgeMaxMs)) {
    return [
      objection(
        `Slot ${slot} of ${node.id} was not read back since it was written.`,
        'It is read back before the next try.',
      ),
    ];
  }
  if (read.value.image === image && read.value.matches) return [];
  return [
    objection(`Slot ${slot} of ${node.id} was read back and does not hold image ${image}.`, 'Stage the image again.'),
  ];
}
