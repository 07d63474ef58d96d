Target("does-not-compile", template: "x.sbn", destination: 1);
