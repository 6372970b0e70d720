// `rackctl explain <seq>`: one row of the event log in words: what it says, which rules stood behind it and what they stop, and how the same
// swap got there. Reads a bounded piece of the log; changes nothing, decides nothing.
import type { RackClient } from '#proto/client.js';
import { isRuleId, type Reason } from '#safety/vocabulary/verdict.js';
import { RULE_WORDS } from './rule-words.js';
import { reasonsText } from './words.js';

/** Rows before the one asked for in which the swap's own are looked for. */
const ROWS_BACK_MAX = 2000;
const BEFORE_MAX = 8;

interface Row {
  readonly seq: number;
  readonly kind: string;
  readonly at: string;
  readonly swap?: unknown;
  readonly reasons?: unknown;
  readonly rules?: unknown;
  readonly [field: string]: unknown;
}

export interface Explanation {
  readonly row: Row;
  readonly rules: readonly { readonly rule: string; readonly stops: string }[];
  readonly before: readonly Row[];
}

/** Undefined when the log has no such row. */
export async function explainRow(client: RackClient, seq: number): Promise<Explanation | undefined> {
  const { logSeq } = await client.rack();
  if (seq < 1 || seq > logSeq) return undefined;
  const rows: Row[] = [];
  for await (const { seq: at, body } of client.log(Math.max(1, seq - ROWS_BACK_MAX), seq))
    rows.push({ ...(JSON.parse(body) as Omit<Row, 'seq'>), seq: at } as Row);
  const row = rows.at(-1);
  if (row?.seq !== seq) throw new Error(`the rack did not give row ${seq} of its log, which it says it has`);
  const { swap } = row;
  const before =
    typeof swap !== 'string' ? [] : rows.filter((one) => one.seq !== seq && one.swap === swap).slice(-BEFORE_MAX);
  return { row, before, rules: rulesOf(row).map((rule) => ({ rule, stops: RULE_WORDS[rule] })) };
}

const reasonsOf = (row: Row): readonly Reason[] => (Array.isArray(row.reasons) ? (row.reasons as Reason[]) : []);

/** Those that refused, or else those that were asked and had nothing against it. */
function rulesOf(row: Row) {
  const named = reasonsOf(row).map(({ rule }) => rule as string);
  const asked = Array.isArray(row.rules) ? (row.rules as string[]) : [];
  return [...new Set(named.length > 0 ? named : asked)].filter(isRuleId);
}

export function explanationText({ row, rules, before }: Explanation): string {
  const reasons = reasonsOf(row);
  const lines = [`Row ${row.seq}, ${row.at}: ${inWords(row)}`];
  if (reasons.length > 0) lines.push('', 'Refused, because:', reasonsText(reasons));
  if (rules.length > 0) {
    lines.push('', reasons.length > 0 ? 'What these rules are for:' : 'Allowed by every rule that was asked:');
    lines.push(...rules.map(({ rule, stops }) => `  ${rule}  ${stops}`));
  }
  if (before.length > 0)
    lines.push('', `How ${String(row.swap)} got there:`, ...before.map((one) => `  ${one.seq}  ${inWords(one)}`));
  return lines.join('\n');
}

/** A row's own words. A kind that this rackctl does not know is shown as it is written: nothing is left out. */
function inWords(row: Row): string {
  const say = (field: string): string => String(row[field] ?? '');
  const action = row['action'] as { kind?: string } | string | undefined;
  const actionName = typeof action === 'string' ? action : (action?.kind ?? '');
  switch (row.kind) {
    case 'swap.requested':
      return `${say('by')} asked for a ${say('goal')} of ${say('node')} (${say('swap')}).`;
    case 'swap.refused':
      return `${say('swap')} of ${say('node')} was refused; nothing was changed.`;
    case 'swap.waiting':
      return `${say('swap')} waits on ${say('node')}: the kernel does not allow ${actionName} yet.`;
    case 'swap.entered':
      return `${say('swap')} of ${say('node')} is ${say('state')}: ${say('why')}.`;
    case 'swap.rollback-asked':
      return `${say('by')} asked ${say('swap')} of ${say('node')} to turn back.`;
    case 'intent.opened':
      return `about to ${actionName} ${say('node')} (${say('intent')}).`;
    case 'intent.closed':
      return `${say('intent')} on ${say('node')} ended: ${say('outcome')}${say('text') === '' ? '' : `, ${say('text')}`}.`;
    case 'node.observed':
      return `${say('node')}, ${say('what')}: ${say('text')}.`;
    case 'known-good.recorded':
      return `slot ${say('slot')} is the known-good of ${say('node')}: ${say('why')}.`;
    case 'quarantine.set':
      return `${say('node')} is quarantined: ${say('reason')}.`;
    case 'quarantine.cleared':
      return `${say('by')} cleared the quarantine of ${say('node')}: ${say('why')}.`;
    case 'stop.set':
      return `${say('by')} set the emergency stop: ${say('why')}.`;
    case 'stop.cleared':
      return `${say('by')} lifted the emergency stop: ${say('why')}.`;
    default:
      return JSON.stringify(row);
  }
}
