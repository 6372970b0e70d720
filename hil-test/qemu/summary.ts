// What a run of the scenarios came to: a row for each, as a table for people or as JSON for programs.
import { table } from '#tools/rackctl/words.js';

export type Row = {
  readonly scenario: string;
  readonly outcome: string;
  readonly seconds: number;
  /** Without a healthy answer from the node, seen from outside. */
  readonly secondsDown: number;
  readonly ok: boolean;
  readonly requirements: readonly string[];
  readonly trouble?: string;
};

export type Summary = { readonly ok: boolean; readonly seconds: number; readonly scenarios: readonly Row[] };

export function summaryText({ ok, seconds, scenarios }: Summary): string {
  const rows = scenarios.map((row) => [
    row.scenario,
    row.outcome,
    row.seconds.toFixed(1),
    row.secondsDown.toFixed(1),
    row.ok ? 'yes' : 'NO',
    row.requirements.join(' '),
  ]);
  const verdict = ok ? 'All is as it should be' : 'NOT ALL IS AS IT SHOULD BE';
  return [
    table(['SCENARIO', 'OUTCOME', 'SECONDS', 'DOWN', 'OK', 'REQUIREMENTS'], rows),
    '',
    `${verdict}; ${seconds.toFixed(0)} s in all, booting included.`,
  ].join('\n');
}
