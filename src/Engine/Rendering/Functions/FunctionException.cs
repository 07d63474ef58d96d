namespace Basenode.Engine.Rendering.Functions;

/// <summary>Why a template function cannot do what it was asked. The place in the template is added to it.</summary>
internal sealed class FunctionException(string message) : Exception(message);
