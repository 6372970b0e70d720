// What the kernel answers. A refusal names the rule, the counts, who holds what, and what would make it permissible (rule 5).
import type { Clearance } from '../clearance.js';

export const RULE_IDS = [
  'K01',
  'K02',
  'K03',
  'K04',
  'K05',
  'K06',
  'K07',
  'K08',
  'K09',
  'K10',
  'K11',
  'K12',
  'K13',
  'K14',
  'K15',
  'K16',
] as const;
export type RuleId = (typeof RULE_IDS)[number];
export const isRuleId = (text: string): text is RuleId => (RULE_IDS as readonly string[]).includes(text);

export interface Counts {
  readonly now: number;
  readonly after: number;
  /** The limit that `after` is held against. */
  readonly limit: number;
}

export interface Reason {
  readonly rule: RuleId;
  readonly text: string;
  readonly counts?: Counts;
  /** Who or what stands in the way, by name. */
  readonly holders: readonly string[];
  readonly remedy: string;
}

export type Verdict =
  | { readonly kind: 'allow'; readonly clearance: Clearance; readonly rules: readonly RuleId[] }
  | { readonly kind: 'refuse'; readonly reasons: readonly Reason[]; readonly rules: readonly RuleId[] };
