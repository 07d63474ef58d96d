using System.Globalization;
using Basenode.Floor;

// The least that a .NET program can do to follow Consul: blocking queries, one text, a rename. It validates, checks, holds and remembers nothing.
// floor CONSUL FILE LIMIT: the agent's address, the file to keep up to date, and how many connections the agent allows.
using var agent = new Agent(args[0]);
await new Follower(agent, args[1], int.Parse(args[2], CultureInfo.InvariantCulture)).RunAsync();
