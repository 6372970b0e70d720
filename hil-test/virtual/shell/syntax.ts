// The shapes of a parsed command line. Types only.
export type WordPart =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly fallback: string | undefined;
      readonly quoted: boolean;
    }
  | { readonly kind: 'command'; readonly script: Script; readonly quoted: boolean };
export type Word = readonly WordPart[];

export type Redirect =
  | {
      readonly kind: 'file';
      readonly fd: 0 | 1 | 2;
      readonly mode: 'read' | 'truncate' | 'append';
      readonly target: Word;
    }
  | { readonly kind: 'copy'; readonly fd: 1 | 2; readonly from: 1 | 2 };

export type Command =
  | {
      readonly kind: 'simple';
      readonly assigns: readonly (readonly [string, Word])[];
      readonly words: readonly Word[];
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly kind: 'group';
      readonly body: Script;
      readonly subshell: boolean;
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly test: Script; readonly body: Script }[];
      readonly otherwise: Script | undefined;
      readonly redirects: readonly Redirect[];
    }
  | {
      readonly kind: 'for';
      readonly name: string;
      readonly words: readonly Word[];
      readonly body: Script;
      readonly redirects: readonly Redirect[];
    };

export interface Pipeline {
  readonly negated: boolean;
  readonly commands: readonly Command[];
}
/** `first && b || c`, left to right. */
export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly when: '&&' | '||'; readonly pipeline: Pipeline }[];
}
export type Script = readonly AndOr[];

export class SyntaxProblem extends Error {}
