// Original file: proto/farside/rack/v1/rack.proto


export interface Stop {
  'set'?: (boolean);
  'by'?: (string);
  'why'?: (string);
}

export interface Stop__Output {
  'set': (boolean);
  'by': (string);
  'why': (string);
}
