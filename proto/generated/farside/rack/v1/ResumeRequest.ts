// Original file: proto/farside/rack/v1/rack.proto


export interface ResumeRequest {
  'why'?: (string);
}

export interface ResumeRequest__Output {
  'why': (string);
}
