// What each rule of the kernel stops, for somebody who reads a refusal at three in the morning. One sentence a rule, complete by type.
// Must never promise more than the rule's own header does.
import type { RuleId } from '#safety/vocabulary/verdict.js';

export const RULE_WORDS: Readonly<Record<RuleId, string>> = {
  K01: 'The emergency stop is set: nothing new starts, only what leads to a safe end goes on.',
  K02: 'Nothing starts without a permit that the site has signed for this node, this image and this time, once.',
  K03: 'A tier 1 node is changed only when a person has approved it, for this image and this time.',
  K04: 'A node leaves its group only while one more than the service needs go on serving without it, and nobody else of the group is out.',
  K05: 'The rack has limits of its own: how many nodes may be out, and how many may draw their starting current, at once.',
  K06: 'No node is swapped unless the slot that it would fall back to was read back and is marked good.',
  K07: "No node reboots without its BMC's watchdog counting down, so that it comes home if it hangs.",
  K08: 'Only an image that was signed by a trusted key, and whose slot was read back bit for bit, is started.',
  K09: 'Changes are made inside the window that the node was given, with time left for the way back.',
  K10: 'What could not be recovered is not risked: the node and its BMC must both be well before anything begins.',
  K11: 'What a service stands on is whole before it goes, and the leader of a group that keeps data goes last.',
  K12: 'A member that keeps data goes only while the others hold all of it and one of them leads.',
  K13: 'The clock has jumped: documents and windows cannot be judged until it is settled.',
  K14: 'Power is not touched on a node that may still be working: it must be proven down by two sources.',
  K15: 'Power cycles wear hardware that nobody can replace: there is a limit for each node.',
  K16: 'The node is quarantined: automation leaves it alone until a person has looked at it.',
};
