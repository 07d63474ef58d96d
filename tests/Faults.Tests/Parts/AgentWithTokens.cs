using System.Net.Http.Json;
using System.Text.Json;
using Basenode.Testing;

namespace Basenode.Faults.Tests.Parts;

/// <summary>An agent that wants tokens, and what an administrator does with them.</summary>
internal static class AgentWithTokens
{
    private const string Root = "5a5f6b0e-0000-4000-8000-00000000f00d";

    /// <summary>Starts one. What tests ask of it, they ask as its administrator.</summary>
    public static Task<RealConsul> StartAsync() => RealConsul.StartAsync(
        $$"""{ "acl": { "enabled": true, "token_ttl": "1s", "policy_ttl": "1s", "default_policy": "deny", "tokens": { "master": "{{Root}}", "agent": "{{Root}}" } } }""", Root);

    /// <summary>Makes a policy that lets the engine read all, or all but the service <c>web</c>.</summary>
    /// <param name="web"><c>read</c> or <c>deny</c>.</param>
    /// <returns>Its ID.</returns>
    public static Task<string> MakePolicyAsync(RealConsul consul, string web) => MadeAsync(consul, "policy", new { Name = "engine", Rules = Rules(web) }, "ID");

    /// <summary>Changes the policy.</summary>
    public static async Task ChangePolicyAsync(RealConsul consul, string policy, string web)
    {
        using HttpResponseMessage response = await consul.Http.PutAsJsonAsync($"/v1/acl/policy/{policy}", new { ID = policy, Name = "engine", Rules = Rules(web) });
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Makes a token of the policy.</summary>
    public static async Task<(string Accessor, string Secret)> MakeTokenAsync(RealConsul consul)
    {
        string accessor = Guid.NewGuid().ToString();
        return (accessor, await MadeAsync(consul, "token", new { AccessorID = accessor, Policies = new[] { new { Name = "engine" } } }, "SecretID"));
    }

    /// <summary>Deletes a token.</summary>
    public static async Task DeleteTokenAsync(RealConsul consul, string accessor)
    {
        using HttpResponseMessage response = await consul.Http.DeleteAsync($"/v1/acl/token/{accessor}");
        response.EnsureSuccessStatusCode();
    }

    private static string Rules(string web) => $$"""
        service_prefix "" { policy = "read" } service "web" { policy = "{{web}}" } node_prefix "" { policy = "read" } agent_prefix "" { policy = "read" }
        """;

    private static async Task<string> MadeAsync(RealConsul consul, string kind, object body, string id)
    {
        HttpResponseMessage? made = null;
        await Eventually.HoldsAsync(
            async () =>
            {
                // The agent says so for a moment after its start.
                made = await consul.Http.PutAsJsonAsync($"/v1/acl/{kind}", body);
                return made.IsSuccessStatusCode;
            },
            "the agent's ACLs are ready");
        return JsonDocument.Parse(await made!.Content.ReadAsStringAsync()).RootElement.GetProperty(id).GetString()!;
    }
}
