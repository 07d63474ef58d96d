namespace Basenode.Testing;

/// <summary>A program that a test needs is missing. xunit takes the beginning of the message as the word for skipping the test.</summary>
public sealed class NotInstalledException(string message) : Exception($"$XunitDynamicSkip${message}");
