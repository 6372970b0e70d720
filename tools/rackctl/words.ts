// Answers of the rack in words and tables for people. `--json` never comes through here.
import Table from 'cli-table3';
import type { rack } from '#proto/contract.js';
import type { Reason } from '#safety/vocabulary/verdict.js';

const PLAIN = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const made = new Table({
    head: [...head],
    chars: PLAIN,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
  made.push(...rows.map((row) => [...row]));
  return made
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

export const shortDigest = (digest: string): string =>
  digest === '' ? '–' : digest.replace('sha256:', '').slice(0, 12);

export function nodesTable(view: rack.GetRackResponse): string {
  const versions = new Map(view.images.map((image) => [image.digest, image.version]));
  return table(
    ['NODE', 'TIER', 'PLATFORM', 'SERVES', 'HOST', 'POWER', 'SERVICE', 'SLOT', 'KNOWN-GOOD', 'WATCHDOG', 'SWAP'],
    view.nodes.map((node) => [
      node.id,
      String(node.tier),
      node.platform,
      node.serving ? 'yes' : 'NO',
      node.host,
      node.power,
      node.service,
      node.bootedSlot || '–',
      node.knownGoodImage === ''
        ? '–'
        : `${node.knownGoodSlot} ${versions.get(node.knownGoodImage) ?? shortDigest(node.knownGoodImage)}`,
      node.watchdog,
      node.quarantine === '' ? node.swapState || '–' : `QUARANTINED: ${node.quarantine}`,
    ]),
  );
}

export function statusText(view: rack.GetRackResponse): string {
  const stop = view.stop?.set ? `STOPPED by ${view.stop.by}: ${view.stop.why || 'no reason given'}` : 'not stopped';
  const groups = table(
    ['GROUP', 'SERVING', 'NEEDED', 'MEMBERS'],
    view.groups.map((group) => [
      `${group.id}${group.lifeCritical ? ' (life-critical)' : ''}`,
      `${group.serving} of ${group.members.length}`,
      `${group.needed} (+2)`,
      group.members.join(' '),
    ]),
  );
  const underway = view.swaps.filter((swap) => swap.endedSeq === 0);
  const swaps =
    underway.length === 0
      ? 'no swap underway'
      : table(
          ['SWAP', 'NODE', 'GOAL', 'STATE', 'FOR', 'WHY'],
          underway.map((swap) => [
            swap.id,
            swap.node,
            swap.goal,
            swap.state,
            `${swap.secondsInState.toFixed(0)} s`,
            swap.reason,
          ]),
        );
  const quarantined = view.nodes
    .filter((node) => node.quarantine !== '')
    .map((node) => `${node.id} is QUARANTINED: ${node.quarantine}`);
  return [`rack ${view.rack}: ${stop}; log at row ${view.logSeq}`, ...quarantined, '', groups, '', swaps].join('\n');
}

export function verdictText(verdict: rack.Verdict | null): string {
  if (verdict === null || verdict.reasons.length === 0) return `allowed by ${(verdict?.rules ?? []).join(' ')}`;
  return reasonsText(
    verdict.reasons.map(({ rule, text, remedy, holders, hasCounts, now, after, limit }) => ({
      rule,
      text,
      remedy,
      holders,
      ...(hasCounts ? { counts: { now, after, limit } } : {}),
    })),
  );
}

/** As the kernel says them, wherever they come from: an answer, or a row of the log. */
export function reasonsText(reasons: readonly (Omit<Reason, 'rule'> & { readonly rule: string })[]): string {
  return reasons
    .map(({ rule, text, remedy, holders, counts }) => {
      const counted =
        counts === undefined ? '' : `\n      now ${counts.now}, after ${counts.after}, limit ${counts.limit}`;
      const held = holders.length === 0 ? '' : `\n      in the way: ${holders.join(', ')}`;
      return `  ${rule}  ${text}${counted}${held}\n      what to do: ${remedy}`;
    })
    .join('\n');
}

export function swapText(swap: rack.Swap): string {
  const head = `${swap.node} ${swap.goal}: ${swap.state} (${swap.reason})`;
  const down = swap.secondsDown > 0 ? `, down ${swap.secondsDown.toFixed(1)} s` : '';
  return swap.state === 'refused' ? `${head}\n${verdictText(swap.verdict)}` : `${head}${down}`;
}
