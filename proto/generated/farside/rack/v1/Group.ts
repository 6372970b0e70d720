// Original file: proto/farside/rack/v1/rack.proto


export interface Group {
  'id'?: (string);
  'lifeCritical'?: (boolean);
  'needed'?: (number);
  'members'?: (string)[];
  'serving'?: (number);
}

export interface Group__Output {
  'id': (string);
  'lifeCritical': (boolean);
  'needed': (number);
  'members': (string)[];
  'serving': (number);
}
