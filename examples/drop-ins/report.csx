// A second file beside HAProxy's: what the cluster consists of, as a page.
Target("report", template: "report.sbn", destination: "/srv/report/index.html");
