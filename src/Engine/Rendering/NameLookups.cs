using System.Collections.Concurrent;
using System.Net;
using Basenode.Engine.Rendering.Functions;
using Basenode.Engine.Rendering.Values;
using Basenode.Engine.Supervision;
using Basenode.Engine.Text;
using DnsClient;
using Microsoft.Extensions.Logging;

namespace Basenode.Engine.Rendering;

/// <summary>
/// Answers of DNS for templates. A template never waits for one while it renders: an unknown name is noted, asked after the run, and the run repeated.
/// Each name in use is asked again every 30 s, and a changed answer asks for a pass.
/// </summary>
/// <param name="resolver">Answers one question; tests answer in DNS's place.</param>
internal sealed class NameLookups(
    ChangeSignal signal, TimeProvider time, ILogger log, Func<NameQuestion, CancellationToken, Task<object[]>>? resolver = null) : IAsyncDisposable
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<NameQuestion, (object[] Values, string? Error)> answers = new();
    private readonly Func<NameQuestion, CancellationToken, Task<object[]>> resolve = resolver ?? new NameResolver(Limit).ResolveAsync;
    private readonly CancellationTokenSource stop = new();
    private Task watching = Task.CompletedTask;
    private long revision;

    /// <summary>Grows with each changed answer.</summary>
    public long Revision => Interlocked.Read(ref revision);

    /// <summary>What is known of a name; false when it was never asked.</summary>
    public bool TryGet(NameQuestion question, out object[] values, out string? error)
    {
        bool isKnown = answers.TryGetValue(question, out (object[] Values, string? Error) answer);
        (values, error) = isKnown ? answer : ([], null);
        return isKnown;
    }

    /// <summary>Asks for some names at once, a limited time.</summary>
    public Task AskAsync(IEnumerable<NameQuestion> questions, CancellationToken cancellationToken) =>
        Task.WhenAll(questions.Select(question => AskAsync(question, cancellationToken)));

    /// <summary>From now on asks again for every name in use.</summary>
    public void Watch(TaskSupervisor supervisor) => watching = supervisor.RunEvery(Period, "asking for addresses again", AskAgainAsync, stop.Token);

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await watching;
        stop.Dispose();
    }

    // All at once, so that one that fails or takes long holds up none of the others.
    private Task AskAgainAsync(CancellationToken cancellationToken) => Task.WhenAll(answers.Keys.Select(async question =>
    {
        if (await AskAsync(question, cancellationToken))
        {
            signal.Raise($"address of {question.Name}");
        }
    }));

    private async Task<bool> AskAsync(NameQuestion question, CancellationToken cancellationToken)
    {
        (object[] Values, string? Error) answer;
        try
        {
            answer = (await resolve(question, cancellationToken).WaitAsync(Limit, time, cancellationToken), null);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            if (answers.TryGetValue(question, out answer) && answer.Error is null)
            {
                Log.LookUpFailed(log, question.Name, exception.Message);
                return false;
            }

            answer = ([], $"'{LogText.Escape(question.Name)}' cannot be looked up: {exception.Message}; retrying every {Period.TotalSeconds} s");
        }

        bool isChanged = !answers.TryGetValue(question, out var before) || before.Error != answer.Error || !Same(before.Values, answer.Values);
        answers[question] = answer;
        if (isChanged)
        {
            Interlocked.Increment(ref revision);
        }

        return isChanged;
    }

    private static bool Same(object[] one, object[] other) =>
        one.Select(value => value.ToString()).SequenceEqual(other.Select(value => value.ToString()), StringComparer.Ordinal);
}

/// <summary>Asks DNS, or what the system uses in its place.</summary>
/// <param name="limit">How long one question may take.</param>
internal sealed class NameResolver(TimeSpan limit)
{
    private readonly Lazy<LookupClient> client = new(() => new LookupClient(new LookupClientOptions { Timeout = limit, UseCache = false, Retries = 1 }));

    /// <summary>The answer: addresses as text, or the records of a service; in a fixed order.</summary>
    public async Task<object[]> ResolveAsync(NameQuestion question, CancellationToken cancellationToken)
    {
        if (!question.IsService)
        {
            IPAddress[] found = await Dns.GetHostAddressesAsync(question.Name, cancellationToken);
            return [.. found.Select(address => address.ToString()).Distinct().Order(StringComparer.Ordinal)];
        }

        IDnsQueryResponse response = await client.Value.QueryAsync(question.Name, QueryType.SRV, cancellationToken: cancellationToken);
        return response.HasError
            ? throw new InvalidOperationException(response.ErrorMessage)
            : [.. from record in response.Answers.SrvRecords()
                  orderby record.Priority, record.Target.Value, record.Port
                  select TemplateValues.Object(
                  [
                      new("target", record.Target.Value), new("port", (int)record.Port), new("priority", (int)record.Priority), new("weight", (int)record.Weight),
                  ])];
    }
}
