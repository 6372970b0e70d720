// Original file: proto/farside/rack/v1/rack.proto


export interface Image {
  'digest'?: (string);
  'version'?: (string);
  'compatible'?: (string);
  'signature'?: (string);
  'file'?: (string);
}

export interface Image__Output {
  'digest': (string);
  'version': (string);
  'compatible': (string);
  'signature': (string);
  'file': (string);
}
