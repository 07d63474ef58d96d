Target("bad-template", template: "bad-template.sbn", destination: "/srv/bad/file");
