// What the demonstration came to: a row per node, the refusals, the independent watcher's violations, the log's verification.
// `ok` is earned: every node where it should be, the hanging image fallen back, the forbidden refused, N+2 never broken, the log whole.
import type { rack } from '#proto/contract.js';
import { table } from '#tools/rackctl/words.js';
import type { CampaignResult, Refusal } from './campaign.js';
import { HANGS, NODES, REFUSED } from './cast.js';

export interface NodeRow {
  readonly node: string;
  readonly platform: string;
  readonly outcome: string;
  readonly secondsDown: number;
  readonly slot: string;
  readonly image: string;
}

export interface Summary {
  readonly ok: boolean;
  readonly violations: number;
  readonly nodes: readonly NodeRow[];
  readonly refusals: readonly Refusal[];
  readonly log: { readonly events: number; readonly verified: boolean };
}

export function summarise(
  { swaps, refusals }: CampaignResult,
  view: rack.GetRackResponse,
  violations: number,
  log: Summary['log'],
): Summary {
  const versions = new Map(view.images.map((image) => [image.digest, image.version]));
  const nodes = NODES.map(({ id, platform }): NodeRow => {
    const swap = swaps.get(id);
    const node = view.nodes.find((one) => one.id === id);
    return {
      node: id,
      platform,
      outcome: swap?.state ?? 'not swapped',
      secondsDown: Math.round((swap?.secondsDown ?? 0) * 10) / 10,
      slot: node?.bootedSlot ?? '',
      image: versions.get(node?.knownGoodImage ?? '') ?? node?.knownGoodImage ?? '',
    };
  });
  const asItShould = (row: NodeRow): boolean =>
    row.node === HANGS
      ? row.outcome === 'fell-back' && row.slot === 'A' && row.image === 'v1'
      : row.outcome === 'committed' && row.slot === 'B' && row.image === 'v2';
  const serving = view.nodes.every((node) => node.serving);
  const refusedRightly = refusals.some(({ node, rule }) => node === REFUSED && rule === 'K04');
  const ok = nodes.every(asItShould) && serving && refusedRightly && violations === 0 && log.verified;
  return { ok, violations, nodes, refusals, log };
}

export function summaryText(summary: Summary): string {
  const rows = summary.nodes.map((row) => [
    row.node,
    row.platform,
    row.outcome,
    row.secondsDown.toFixed(1),
    row.slot,
    row.image,
  ]);
  const refusals = summary.refusals.map(({ node, rule, text }) => `  ${node}: ${rule} ${text}`);
  return [
    table(['NODE', 'PLATFORM', 'OUTCOME', 'SECONDS DOWN', 'SLOT', 'IMAGE'], rows),
    '',
    'Refused by the safety kernel:',
    ...(refusals.length === 0 ? ['  nothing'] : refusals),
    '',
    `N+2 violations seen by the independent watcher: ${summary.violations}`,
    `Event log: ${summary.log.events} events, ${summary.log.verified ? 'every hash verified' : 'VERIFICATION FAILED'}`,
    summary.ok ? 'All is as it should be.' : 'NOT ALL IS AS IT SHOULD BE: see the rows above.',
  ].join('\n');
}
