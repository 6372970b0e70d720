// Original file: proto/farside/rack/v1/rack.proto


export interface EmergencyStopRequest {
  'why'?: (string);
}

export interface EmergencyStopRequest__Output {
  'why': (string);
}
