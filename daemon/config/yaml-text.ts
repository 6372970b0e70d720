// A YAML text as plain data that still knows where each field stood. Only the plain part of YAML is taken: no anchors, no tags, no second
// document, no numbers that read as another number (0777). It must never throw, whatever the text is (G-17).
import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import type { Path } from './problem.js';

export interface Place {
  readonly line: number;
  readonly column: number;
}

interface Misread extends Place {
  readonly text: string;
}

export type YamlText =
  | { readonly kind: 'data'; readonly data: unknown; readonly placeOf: (path: Path) => Place }
  | { readonly kind: 'bad'; readonly problems: readonly Misread[] };

const TOO_DEEP = /call stack/i;
const DEEP_TEXT = 'it is nested too deeply';
const NOT_ALLOWED = 'not allowed in a configuration: write it out';

function oddity(node: Node): string | undefined {
  if (isAlias(node)) return `aliases (*) are ${NOT_ALLOWED}`;
  if ('anchor' in node && node.anchor !== undefined) return `anchors (&) are ${NOT_ALLOWED}`;
  if (node.tag !== undefined) return `tags (!) are ${NOT_ALLOWED}`;
  if (!isScalar(node) || typeof node.value !== 'number') return undefined;
  if (!Number.isFinite(node.value)) return 'this is no number that anything can be set to';
  if (/^[-+]?0\d/.test(node.source ?? '')) return 'a number may not start with 0; put it in quotes if it is a name';
  return undefined;
}

export function readYaml(text: string): YamlText {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  try {
    const document = parseDocument(text, {
      lineCounter: lines,
      prettyErrors: false,
      stringKeys: true,
      logLevel: 'error',
    });
    const errors = [...document.errors, ...document.warnings];
    // A tab shifts all that follows it: what else the parser says of such a text helps nobody.
    const tabs = errors.filter(({ code }) => code === 'TAB_AS_INDENT');
    const problems: Misread[] = (tabs.length > 0 ? tabs : errors).map((error) => ({
      ...place(error.pos[0]),
      text: TOO_DEEP.test(error.message) ? DEEP_TEXT : `not readable as YAML: ${error.message}`,
    }));
    visit(document, {
      Node: (_key, node) => {
        const text = oddity(node);
        if (text !== undefined) problems.push({ ...place(node.range?.[0] ?? 0), text });
      },
    });
    if (problems.length > 0) return { kind: 'bad', problems: firstOfEachPlace(problems) };
    const root = document.contents;
    if (root === null) return { kind: 'bad', problems: [{ line: 1, column: 1, text: 'the file is empty' }] };
    return { kind: 'data', data: document.toJS({ maxAliasCount: 0 }), placeOf: (path) => place(offsetOf(root, path)) };
  } catch (error) {
    // Nesting beyond the stack's depth ends here.
    const why = error instanceof RangeError ? DEEP_TEXT : 'it is not YAML that can be read';
    return { kind: 'bad', problems: [{ line: 1, column: 1, text: why }] };
  }
}

/** One slip makes the parser complain several times at one place; the first complaint is the one that helps. */
const firstOfEachPlace = (problems: readonly Misread[]): Misread[] =>
  problems.filter(
    (problem, at) =>
      problems.findIndex(({ line, column }) => line === problem.line && column === problem.column) === at,
  );

/** Where a field's name (or a list's item) stands; for a missing one, where the innermost thing around it stands. */
function offsetOf(root: Node, path: Path): number {
  let node: unknown = root;
  let offset = root.range?.[0] ?? 0;
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === String(part));
      if (!isPair(pair) || !isNode(pair.key)) return offset;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      if (!isNode(node)) return offset;
      offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}
