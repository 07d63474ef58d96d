using System.Collections.Immutable;
using Basenode.Engine.Model;

namespace Basenode.Cli.Testing;

/// <summary>Compares what a case rendered with its expected files, and writes them when asked to.</summary>
internal sealed class ExpectedFiles(CaseFolder folder)
{
    /// <summary>What differs.</summary>
    public IEnumerable<CaseFailure> Compare(PreviewReport report)
    {
        foreach (TargetPreview target in report.Targets.Where(target => target.Error is null))
        {
            string path = PathOf(target);
            if (!File.Exists(path))
            {
                yield return new CaseFailure($"{target.Target}: there is no {CaseFolder.ExpectedName}/{target.Target}; --update writes it");
            }
            else if (File.ReadAllText(path) is var expected && expected != target.Proposed)
            {
                yield return new CaseFailure($"{target.Target}: differs from {CaseFolder.ExpectedName}/{target.Target}")
                {
                    Target = target.Target,
                    Expected = expected,
                    Rendered = target.Proposed!,
                };
            }
        }

        foreach (string extra in WithoutTarget(report))
        {
            yield return new CaseFailure($"{CaseFolder.ExpectedName}/{extra}: there is no target '{extra}'; --update removes the file");
        }
    }

    /// <summary>Writes what was rendered, and removes files of targets that are no more.</summary>
    /// <returns>What was done, a phrase a file.</returns>
    public ImmutableArray<string> Update(PreviewReport report)
    {
        var done = ImmutableArray.CreateBuilder<string>();
        foreach (TargetPreview target in report.Targets.Where(target => target.Error is null))
        {
            string path = PathOf(target);
            if (!File.Exists(path) || File.ReadAllText(path) != target.Proposed)
            {
                Directory.CreateDirectory(folder.Expected);
                File.WriteAllText(path, target.Proposed);
                done.Add($"wrote {CaseFolder.ExpectedName}/{target.Target}");
            }
        }

        foreach (string extra in WithoutTarget(report))
        {
            File.Delete(Path.Combine(folder.Expected, extra));
            done.Add($"removed {CaseFolder.ExpectedName}/{extra}");
        }

        return done.ToImmutable();
    }

    private string PathOf(TargetPreview target) => Path.Combine(folder.Expected, target.Target);

    // Editors' and systems' own files start with a dot; a target's name never does.
    private IEnumerable<string> WithoutTarget(PreviewReport report) => Directory.Exists(folder.Expected)
        ? Directory.EnumerateFiles(folder.Expected).Select(file => Path.GetFileName(file)!)
            .Where(name => name[0] != '.' && report.Targets.All(target => target.Target != name))
            .Order(StringComparer.Ordinal)
        : [];
}
