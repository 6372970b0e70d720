// Original file: proto/farside/rack/v1/rack.proto


export interface Reason {
  'rule'?: (string);
  'text'?: (string);
  'hasCounts'?: (boolean);
  'now'?: (number);
  'after'?: (number);
  'limit'?: (number);
  'holders'?: (string)[];
  'remedy'?: (string);
}

export interface Reason__Output {
  'rule': (string);
  'text': (string);
  'hasCounts': (boolean);
  'now': (number);
  'after': (number);
  'limit': (number);
  'holders': (string)[];
  'remedy': (string);
}
