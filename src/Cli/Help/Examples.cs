using System.CommandLine;

namespace Basenode.Cli.Help;

/// <summary>What stands below each command's options: examples and what its exit code means.</summary>
internal static class Examples
{
    /// <summary>The text for a command; null when it needs none.</summary>
    public static string? Of(Command command) => command is RootCommand ? Root : command.Name switch
    {
        "run" => Run,
        "once" => Once,
        "preview" => Preview,
        "eval" => Eval,
        "check" => Check,
        "compile" => Compile,
        "plugins" => Plugins,
        "status" => Status,
        "release" => Release,
        "snapshot" => Snapshot,
        "test" => Test,
        "new" => New,
        "script" or "template" or "target" or "plugin" => NewOne,
        "completion" => Completion,
        _ => null,
    };

    private const string Root = """
        Settings:
          Precedence: flag, environment variable, basenode.toml in the --etc folder, default.
          Consul's own variables are understood: CONSUL_HTTP_ADDR, CONSUL_HTTP_TOKEN, CONSUL_HTTP_TOKEN_FILE, CONSUL_CACERT …

        Examples:
          basenode preview                        what would change, and why
          basenode run                            keep every target up to date
          basenode new script web                 start a script of your own
          basenode COMMAND --help                 more about one command
        """;

    private const string Run = """
        Runs until SIGTERM or SIGINT. When Consul cannot be reached, a script throws or a template has an error, it logs the
        problem, keeps the last good files, and goes on.

        Examples:
          basenode run
          basenode run --log-format json
          CONSUL_HTTP_ADDR=https://consul:8501 CONSUL_HTTP_TOKEN_FILE=/run/secrets/consul basenode run
        """;

    private const string Once = """
        The exit code is 0 when every target is in place and in use, else 1.

        Examples:
          basenode once
          basenode once --root /tmp/image         write below another folder, such as an image being built
          basenode once --state file:services/    with service definition files as the cluster
        """;

    private const string Preview = """
        Changes no file that a program reads. The exit code is 1 after an error or a refused check, else 0. With --exit-code
        it is 2 when a run would write a file or make a reload that is due. With --watch it is 0 after q or Ctrl-C.

        Examples:
          basenode preview
          basenode preview --watch haproxy        again at each edit and each change of the cluster
          basenode preview --stat                 counts only
          basenode preview haproxy --full         one target, its whole new text
          basenode preview --variables            what plugins give to templates, and what they read for it
          basenode preview --json | jq .summary
          basenode preview --json | jq .targets[].diff
          basenode preview --state file:cluster.json --exit-code
        """;

    private const string Eval = """
        Text and numbers are printed as a template writes them, lists and objects as JSON. Secrets are masked. The exit code
        is 0 when there is a value; else 1, with the error and its place in the expression.

        Examples:
          basenode eval '(service "web").size'
          basenode eval '(service "web") | array.map "endpoint"'
          basenode eval 'key_or_default "app/colour" "blue"' --state file:cluster.json
          basenode eval --target haproxy --json ports
        """;

    private const string Check = """
        The exit code is 0 when there is no error, else 1. Every error is listed.

        Examples:
          basenode check
          basenode check --etc etc/pyconfd --templates shared/templates
        """;

    private const string Compile = """
        Make it the last step of a Dockerfile, also of one that adds scripts to an image with basenode. Then the first start
        is as fast as any other, and basenode knows the commit of scripts and templates where there is no git.

        Examples:
          RUN basenode compile
          RUN basenode compile --commit "$COMMIT"  for a build that has no git
          basenode compile --etc etc/pyconfd --cache /tmp/cache
        """;

    private const string Plugins = """
        Examples:
          basenode plugins
          basenode plugins web haproxy            only these two
          basenode plugins --json | jq -r '.[] | .name'
        """;

    private const string Status = """
        Degraded means: every target is in use, but something is behind, held, or kept at its last good state.
        The exit code is 0 when the engine is healthy or degraded. It is 1 when the engine is unhealthy, when no engine answers,
        and with --strict also when the engine is degraded. With --metrics it is 0 when the engine answers.
        [metrics] in basenode.toml offers the metrics on a port or in a file.

        Examples:
          basenode status
          basenode status --json | jq .health
          basenode status --strict                fails when the engine is degraded, too
          basenode status --metrics | grep stale  metrics of the running engine, counted since its start
          HEALTHCHECK CMD basenode status
        """;

    private const string Release = """
        When something is missing in Consul and it is not sure that it is gone, basenode holds it: it serves it for a while
        longer, and basenode status names it. The exit code is 0 when the engine ended the hold, and when nothing was held.

        Examples:
          basenode release web                    the missing instances of web are gone for good
          basenode release --all                  everything that is missing is gone for good
        """;

    private const string Snapshot = """
        The file may be edited by hand. It is checked when it is read, as the answers of Consul are.

        Examples:
          basenode snapshot -o cluster.json
          basenode snapshot -o cluster.json --only web db --anonymize
          basenode snapshot -o small.json --only web --state file:cluster.json
          basenode preview --state file:cluster.json
        """;

    private const string Test = """
        A case is a folder with cluster.json (a snapshot or a service definition file) and expected/, which has a file for each
        target. It may have basenode.toml, environment (lines NAME=value) and targets (a name on each line; default: all).
        Scripts, plugins and templates are those of the --etc folder. A check is made where its program is installed. Nothing
        is reloaded, and only --update and --junit write files.
        The exit code is 0 when all cases passed, 1 when one failed, and 2 when there is no case or the command line is wrong.

        Examples:
          basenode test                           the cases in tests/ of the --etc folder
          basenode test tests/empty --etc etc     one case
          basenode test --filter web --update     make what is rendered now the expected files
          basenode test --junit results.xml       for a CI system
        """;

    private const string New = """
        Never overwrites a file.

        Examples:
          basenode new target web                 a script, its template and a case for basenode test
          basenode new script web                 conf.d/web.csx in the --etc folder, and a template for it
          basenode new template web               templates/web.sbn in the --etc folder
          basenode new plugin greeter             a project in ./greeter
        """;

    private const string NewOne = """
        Never overwrites a file.
        """;

    private const string Completion = """
        Examples:
          basenode completion bash > /etc/bash_completion.d/basenode
          basenode completion zsh > "${fpath[1]}/_basenode"
          basenode completion fish > ~/.config/fish/completions/basenode.fish
        """;
}
