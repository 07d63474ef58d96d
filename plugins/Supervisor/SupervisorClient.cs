using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Basenode.Supervisor;

/// <summary>Supervisor's RPC over its unix socket. Every call is a connection of its own: supervisor may have been restarted since the last one.</summary>
internal sealed class SupervisorClient : IDisposable
{
    private const int LongestReply = 8 * 1024 * 1024;

    private readonly SupervisorSettings settings;
    private readonly HttpClient http;

    /// <summary>Makes a client; connects with the first call.</summary>
    public SupervisorClient(SupervisorSettings settings)
    {
        this.settings = settings;

        // Supervisor closes each connection after one answer without announcing it: one that is used again breaks, now and then.
        var handler = new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero };
        http = new HttpClient(handler) { MaxResponseContentBufferSize = LongestReply };
    }

    /// <summary>All programs, sorted as supervisor sorts them.</summary>
    /// <exception cref="SupervisorException">Supervisor could not be asked, or said no.</exception>
    public async Task<IReadOnlyList<ProgramInfo>> ProgramsAsync(CancellationToken cancellationToken) =>
        await CallAsync("supervisor.getAllProcessInfo", [], cancellationToken) is List<object> programs
            ? [.. programs.OfType<Dictionary<string, object>>().Select(Read)]
            : throw new SupervisorException("supervisor did not answer with a list of programs");

    /// <summary>Starts a program without waiting for what becomes of it.</summary>
    /// <exception cref="SupervisorException">Supervisor could not be asked, or said no.</exception>
    public Task StartAsync(string program, CancellationToken cancellationToken) => CallAsync("supervisor.startProcess", [program, false], cancellationToken);

    /// <summary>Stops a program without waiting for its end.</summary>
    /// <exception cref="SupervisorException">Supervisor could not be asked, or said no.</exception>
    public Task StopAsync(string program, CancellationToken cancellationToken) => CallAsync("supervisor.stopProcess", [program, false], cancellationToken);

    /// <summary>Sends a signal to a program.</summary>
    /// <exception cref="SupervisorException">Supervisor could not be asked, or said no.</exception>
    public Task SignalAsync(string program, string signal, CancellationToken cancellationToken) =>
        CallAsync("supervisor.signalProcess", [program, signal], cancellationToken);

    /// <summary>The end of what a program wrote to its standard error; empty where that is not kept.</summary>
    public async Task<string> LastErrorsAsync(string program, int bytes, CancellationToken cancellationToken)
    {
        try
        {
            return await CallAsync("supervisor.readProcessStderrLog", [program, -bytes, 0], cancellationToken) as string ?? "";
        }
        catch (SupervisorException)
        {
            // It only adds to a message that has its own reason.
            return "";
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<object> CallAsync(string method, object[] parameters, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "http://localhost/RPC2")
        {
            Content = new StringContent(XmlRpc.Encode(method, parameters), Encoding.UTF8, "text/xml"),
        };
        request.Headers.ConnectionClose = true;
        request.Headers.Authorization = await AuthorizationAsync(cancellationToken);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
            if (response.StatusCode is not HttpStatusCode.OK)
            {
                throw new SupervisorException(Explain(response.StatusCode));
            }

            return await XmlRpc.DecodeAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            // The outer one says only that something went wrong.
            string why = (exception.InnerException ?? exception).Message;
            throw new SupervisorException($"supervisor cannot be reached at {settings.Socket}: {why}", inner: exception);
        }
    }

    private string Explain(HttpStatusCode status) => status is HttpStatusCode.Unauthorized
        ? $"supervisor at {settings.Socket} did not accept the user name or the password (settings username and password_file)"
        : $"supervisor at {settings.Socket} answered {(int)status} {status}";

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(settings.Socket), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            socket.Dispose();
            throw new HttpRequestException("this path is too long for a unix socket", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<AuthenticationHeaderValue?> AuthorizationAsync(CancellationToken cancellationToken)
    {
        if (settings.Username.Length == 0)
        {
            return null;
        }

        try
        {
            string[] lines = settings.PasswordFile.Length == 0 ? [] : await File.ReadAllLinesAsync(settings.PasswordFile, cancellationToken);
            byte[] credentials = Encoding.UTF8.GetBytes($"{settings.Username}:{lines.FirstOrDefault("")}");
            return new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SupervisorException($"supervisor's password cannot be read: {exception.Message}", inner: exception);
        }
    }

    private static ProgramInfo Read(Dictionary<string, object> members)
    {
        int process = members.GetValueOrDefault("pid") as int? ?? 0;
        return new ProgramInfo(Text("group"), Text("name"), Text("statename"), process, Text("spawnerr"), Text("description"));

        string Text(string name) => members.GetValueOrDefault(name) as string ?? "";
    }
}
